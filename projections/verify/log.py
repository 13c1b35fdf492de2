"""The log itself: positions without gaps, in the order of recording, and every event loads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import asyncpg

from domain.event import Event
from domain.ledger.codec import Codec
from domain.ledger.postgres.ledger import Ledger
from projections.verify.fault import Fault

PAGE = 5_000


async def walk(ledger: Ledger, up_to: int, faults: list[Fault]) -> AsyncIterator[list[Event]]:
    """The events of the whole log, page by page; what does not fit goes to ``faults``."""
    check = _Order(faults, await ledger.clock_steps())
    position = 0
    while position < up_to and (rows := await ledger.page(position, min(PAGE, up_to - position))):
        for row in rows:
            check.next(row)
        position = rows[-1]["notification_id"]
        yield [event for row in rows if (event := _loaded(ledger.codec, row, faults)) is not None]
    if position < up_to:
        faults.append(Fault("The log ends at {end}, its head says {head}.", end=position, head=up_to))


class _Order:
    """steps: the positions after which the clock went back, so that the next instant may lie ahead of theirs."""

    def __init__(self, faults: list[Fault], steps: Iterable[int]) -> None:
        self._faults = faults
        self._steps = frozenset(steps)
        self._position = 0
        self._at: datetime | None = None

    def next(self, row: asyncpg.Record) -> None:
        position, at = row["notification_id"], row["recorded_at"]
        if position != self._position + 1:
            self._faults.append(
                Fault("Positions {first} to {last} are missing.", first=self._position + 1, last=position - 1)
            )
        if self._at is not None and at < self._at and self._position not in self._steps:
            self._faults.append(
                Fault("Event {position} was recorded before the one ahead of it.", position=position)
            )
        self._position, self._at = position, at


def _loaded(codec: Codec, row: asyncpg.Record, faults: list[Fault]) -> Event | None:
    try:
        return codec.decode(row)
    except Exception as error:  # noqa: BLE001 - whatever an event does when it is loaded is what we look for
        faults.append(
            Fault(
                "Event {position} ({topic}) does not load: {why}.",
                position=row["notification_id"],
                topic=row["topic"],
                why=repr(error),
            )
        )
        return None


async def check_streams(ledger: Ledger) -> list[Fault]:
    """The versions of each stream: 1, 2, 3 ..."""
    rows = await ledger.pool.fetch(
        "SELECT originator_id, count(*) AS events, min(originator_version) AS first,"
        " max(originator_version) AS last FROM ledger_events GROUP BY originator_id"
        " HAVING min(originator_version) <> 1 OR count(*) <> max(originator_version) LIMIT 100"
    )
    return [
        Fault(
            "Stream {stream} has {events} events with versions {first} to {last}.",
            stream=row["originator_id"],
            events=row["events"],
            first=row["first"],
            last=row["last"],
        )
        for row in rows
    ]
