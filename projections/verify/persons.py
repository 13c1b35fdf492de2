"""Persons: every key opens under the ledger's secret, and every sealed value under its person's key.

A person without a key was erased: that is no fault.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from uuid import UUID

import asyncpg

from domain.event import Event
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import Keys, Unreadable, unseal, unwrap_all
from projections.verify.fault import Fault

BATCH = 5_000  # keys
NOBODY = UUID(int=0)  # ahead of all
# The next keys, and whether the log knows whose they are: one of nobody's would stand in the way of who comes.
KEYS = (
    "SELECT person, wrapped, EXISTS (SELECT FROM ledger_events WHERE originator_id = person) AS known"
    " FROM person_key WHERE person > $1 ORDER BY person LIMIT $2"
)


async def check_keys(ledger: Ledger, progress: Callable[[int, int], object]) -> list[Fault]:
    """The keys of all persons, a batch at a time. progress: is told how many were looked at, and of how many."""
    faults: list[Fault] = []
    whole = await ledger.pool.fetchval("SELECT count(*) FROM person_key")
    done, last = 0, NOBODY
    while rows := await ledger.pool.fetch(KEYS, last, BATCH):
        faults += _faults_of(ledger, rows)
        last = rows[-1]["person"]
        done += len(rows)
        progress(done, max(done, whole))
    return faults


def _faults_of(ledger: Ledger, rows: Sequence[asyncpg.Record]) -> Iterator[Fault]:
    keys = unwrap_all(ledger.seals, ((row["person"], row["wrapped"]) for row in rows))
    for row in rows:
        if keys[row["person"]] is None:
            yield Fault(
                "The key of person {person} is damaged: nothing of the person can be read.",
                person=row["person"],
            )
        if not row["known"]:
            yield Fault("The key of person {person} is nobody's in the log.", person=row["person"])


async def check_sealed(
    events: Sequence[Event], keys_of: Callable[[set[UUID]], Awaitable[Keys]]
) -> list[Fault]:
    """The sealed values of a page of events, as far as the persons have keys that open."""
    sealed = [event for event in events if event.KIND.sealed]
    keys = await keys_of({UUID(str(event.person)) for event in sealed})
    return [
        Fault(
            "Event {position} ({topic}) holds a {field} that cannot be read.",
            position=event.position,
            topic=event.KIND.name,
            field=field,
        )
        for event in sealed
        for field, text in event.sealed_values()
        if not _is_readable(keys, UUID(str(event.person)), text)
    ]


def _is_readable(keys: Keys, person: UUID, text: str) -> bool:
    if (key := keys.get(person)) is None:
        return True
    try:
        unseal(key, person, text)
    except Unreadable:
        return False
    return True
