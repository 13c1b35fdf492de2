"""Rosters, runs and payments; and what is due to whom, decided again whenever the past changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import asyncpg

from domain.aid.roster import Roster
from domain.policy.policy import Policy
from projections.aid import payments, rosters, runs, students
from projections.aid.entitlements import Entitlements
from projections.aid.events_by_type import EventsByType
from projections.aid.rosters import Rosters
from projections.aid.runs import Runs
from projections.engine.projection import Projection, Recorded

YIELD_EVERY = 500  # events applied before other work gets its turn


class Aid(Projection):
    """Who is covered, what is due to them, what was paid and what is owed.

    policy: the ledger's, which decides.
    """

    name: ClassVar[str] = "aid"
    version: ClassVar[int] = 3
    former_tables: ClassVar[tuple[str, ...]] = ("coverage", "judged_student")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        changes = _Changes(self.policy)
        await changes.load(connection, EventsByType(page))
        for count, recorded in enumerate(page):
            if (approved := changes.apply(recorded)) is not None:
                await changes.entitlements.roster_approved(approved, recorded.event.position)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        await changes.flush(connection)


class _Changes:
    """What one page changes."""

    def __init__(self, policy: Policy) -> None:
        self.rosters = Rosters()
        self.runs = Runs()
        self.entitlements = Entitlements(policy)

    async def load(self, connection: asyncpg.Connection, page: EventsByType) -> None:
        """Everything that the page stands on: a fixed number of statements."""
        await self.rosters.load(connection, page)
        await self.runs.load(connection, page)
        await self.entitlements.load(connection, page, self.rosters.covered_by(page))

    def apply(self, recorded: Recorded) -> Roster | None:
        """Answers the roster that the event approves, if it does: whom it covers takes longer than an event may."""
        event = recorded.event
        kind = type(event)
        if kind in payments.EVENTS:
            self.entitlements.payment_event(event)
        elif kind in students.EVENTS:
            self.entitlements.student_event(event)
        elif kind in rosters.EVENTS:
            roster = self.rosters.apply(event, recorded.at)
            return roster if rosters.approves(event) else None
        elif kind in runs.EVENTS:
            self.runs.apply(event)
        return None

    async def flush(self, connection: asyncpg.Connection) -> None:
        for part in (self.rosters, self.runs, self.entitlements):
            await part.flush(connection)
