"""What had been recorded by an instant. Between two steps of the clock instants never go back along positions."""

from __future__ import annotations

from datetime import datetime

from domain.ledger.postgres.connections import Connections


async def newest_by(asked: Connections, instant: datetime, last: int) -> int:
    """Of the positions up to ``last``, the newest one recorded at or before an instant; 0 where there is none."""
    steps = await asked.fetch("SELECT position, until FROM clock_step ORDER BY position DESC")
    for step, until in steps:
        # There are thousands of them where processes took different times for right: most are told by their instant.
        if until <= instant and (found := await _last_by(asked, instant, step, last)) > step:
            return found
        last = step
    return await _last_by(asked, instant, 0, last)


async def clock_steps(asked: Connections) -> list[int]:
    """The positions after which the clock went back, the newest first."""
    return [row[0] for row in await asked.fetch("SELECT position FROM clock_step ORDER BY position DESC")]


async def _last_by(asked: Connections, instant: datetime, first: int, last: int) -> int:
    """Of the positions after ``first``, the last one recorded by an instant; ``first`` where there is none."""
    while first < last:  # halving needs no index
        middle = (first + last + 1) // 2
        recorded_at: datetime = await asked.fetchval(
            "SELECT recorded_at FROM ledger_events WHERE notification_id = $1", middle
        )
        if recorded_at <= instant:
            first = middle
        else:
            last = middle - 1
    return first
