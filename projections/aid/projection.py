"""Rosters, runs and payments; and whether each payment is due, judged again whenever the past changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import asyncpg

from domain.aid.roster import Roster
from domain.event import Event
from domain.policy.policy import Policy
from projections.aid import payments, people, rosters, runs
from projections.aid.claims import Claims
from projections.aid.kinds import Kinds
from projections.aid.payments import Payments
from projections.aid.people import People
from projections.aid.rosters import Rosters
from projections.aid.runs import Runs
from projections.engine.projection import Projection, Recorded

YIELD_EVERY = 500  # events taken before other work gets its turn


class Aid(Projection):
    """Who is covered, who was paid, and what is due. policy: the ledger's, which judges."""

    name: ClassVar[str] = "aid"
    version: ClassVar[int] = 1
    tables: ClassVar[tuple[str, ...]] = (
        "roster",
        "roster_entry",
        "roster_exclusion",
        "run",
        "run_exclusion",
        "payment",
        "coverage",
        "judged_student",
    )

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        changes = _Changes(self.policy)
        await changes.load(connection, page)
        for count, recorded in enumerate(page):
            changes.take(recorded)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        await changes.flush(connection)


class _Changes:
    """What one page changes."""

    def __init__(self, policy: Policy) -> None:
        self.rosters = Rosters()
        self.runs = Runs()
        self.people = People()
        self.payments = Payments(self.people, policy)
        self.claims = Claims(self.people, policy)

    async def load(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        """Everything that the page stands on: a fixed number of statements."""
        kinds = Kinds(page)
        await self.rosters.load(connection, kinds)
        await self.runs.load(connection, kinds)
        await self.people.load(connection, _persons(kinds) | self.rosters.persons(kinds))
        await self.payments.load(connection, kinds)

    def take(self, recorded: Recorded) -> None:
        event = recorded.event
        kind = type(event)
        if kind in payments.EVENTS:
            self.payments.take(event)
        elif kind in people.EVENTS:
            self._person(event)
        elif kind in rosters.EVENTS:
            self._roster(recorded)
        elif kind in runs.EVENTS:
            self.runs.take(event)

    def _person(self, event: Event) -> None:
        self.people.take(event)
        if type(event) in people.MOVING:
            self.payments.judge_again(event.originator_id, event.position)
            self.claims.moved(event.originator_id)

    def _roster(self, recorded: Recorded) -> None:
        roster = self.rosters.take(recorded.event, recorded.at)
        if rosters.approves(recorded.event):
            self._cover(roster)

    def _cover(self, roster: Roster) -> None:
        # Nothing was paid to these enrolments for the term yet: a run needs the approval. So no payment moves.
        for person, number in roster.entries:
            id = UUID(person)
            self.people.cover(id, number, roster)
            self.claims.covered(id, roster.scheme, roster.term)

    async def flush(self, connection: asyncpg.Connection) -> None:
        # Claims come before people, who are kept with what they can claim.
        for part in (self.rosters, self.runs, self.payments, self.claims, self.people):
            await part.flush(connection)


def _persons(kinds: Kinds) -> set[UUID | str]:
    """Those whose own events are in the page, and those to whom something is paid in it."""
    return kinds.streams(people.EVENTS) | {event.student for event in kinds.of(payments.INSTRUCTING)}
