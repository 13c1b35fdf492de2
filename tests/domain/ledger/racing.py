"""Races that are sure to happen: nobody appends before everybody has decided."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from domain.command import Answer, Command
from domain.ledger.perform import Done, carry_out
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.refusal import Refusal

Decide = Callable[[Session, Any], Awaitable[Answer]]


class Contender(NamedTuple):
    """Who wants what, by which process."""

    ledger: Ledger
    by: Mandate
    decide: Decide
    command: Command[Any]


def contender(ledger: Ledger, by: Mandate, decide: Decide, form: type[Any], **values: Any) -> Contender:
    return Contender(ledger, by, decide, form(idempotency_key=uuid.uuid4().hex, **values))


async def race(*contenders: Contender) -> tuple[list[Done[Any]], list[str]]:
    """Those who won, and the codes of the refusals of those who lost."""
    barrier = asyncio.Barrier(len(contenders))
    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(*(_run(one, barrier) for one in contenders))
    won = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    return won, [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)]


async def _run(one: Contender, barrier: asyncio.Barrier) -> Done[Any] | Refusal:
    decide = after_first_decision(one.decide, barrier.wait)
    try:
        return await carry_out(one.ledger, one.by, decide, one.command)
    except Refusal as refusal:
        return refusal


def after_first_decision(decide: Decide, then: Callable[[], Awaitable[Any]]) -> Decide:
    """The same decision; the first time, something happens between it and its append."""
    happened = False

    async def decided(session: Session, command: Any) -> Answer:
        nonlocal happened
        answer = await decide(session, command)
        if not happened:
            happened = True
            await then()
        return answer

    return decided
