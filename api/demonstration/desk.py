"""The one way of the demonstration into the ledger: real commands, by real roles, under keys from the seed.

What was done before an interruption is known by its key and answered again, so a second try goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid5

from api.demonstration.city import DemoSchool
from api.demonstration.pupils import Pupil
from api.demonstration.town import Town
from domain.command import Answer, Command
from domain.event import LedgerAggregate
from domain.handlers import perform
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from domain.mandate import Mandate

SPACE = UUID("5a6f0f0c-2016-4013-8a4d-00000000de60")
AT_ONCE = 64  # commands

A = TypeVar("A", bound=LedgerAggregate)
R = TypeVar("R", bound=Answer)


class Desk:
    """A town at its ledger."""

    def __init__(self, ledger: Ledger, town: Town) -> None:
        self.ledger = ledger
        self.town = town
        self.numbers = {self.person(pupil): pupil.number for pupil in town.pupils}
        self._keys = uuid5(SPACE, f"{town.seed} {len(town.pupils)}")
        self._places = asyncio.Semaphore(AT_ONCE)

    def key(self, *what: object) -> str:
        """An idempotency key."""
        return str(uuid5(self._keys, " ".join(map(str, what))))

    async def do(self, by: Mandate, command: Command[R]) -> R:
        """Raises Refusal: nothing that the demonstration does should be refused, unless the caller says so."""
        async with self._places:
            return (await perform(self.ledger, by, command)).answer

    async def read(self, cls: type[A], ids: Sequence[UUID]) -> dict[UUID, A]:
        return await Session(self.ledger, Mandate("", (), ()), 0, "").load_all(cls, ids)

    def person(self, pupil: Pupil) -> UUID:
        return self.ledger.seals.person(pupil.line.id_number)

    def at(self, school: DemoSchool, role: str) -> Mandate:
        """Who holds a role at a school, or over it in its county."""
        place = school.code if role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL") else school.division
        return self.town.staff.holder(role, place)


async def together(work: Iterable[Awaitable[Any]]) -> list[Any]:
    """Everything at once; its appends are grouped."""
    return await asyncio.gather(*work)
