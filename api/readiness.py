"""Can this process serve, and for how long? Only when migrations and projections are what its version needs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import asyncpg

from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.migrate import pending
from domain.policy.calendar import today
from domain.policy.working_days import NOTICES, WorkingDays
from projections.engine.checkpoints import Standing, standings
from projections.engine.projection import Projection

MOST_DELAY = timedelta(minutes=1)  # that an event may wait for a projection: longer, and it is stuck
MOST_LAG = 10_000  # events that a projection may be behind and still answer for the ledger
ANSWER_SECONDS = 2  # that the database is given
WARNED_FROM = 10  # October of the last known year: three months before no working day is known


class Readiness:
    """Answers with the reasons against it; none: ready."""

    def __init__(self, ledger: Ledger, projections: Iterable[Projection]) -> None:
        self._ledger = ledger
        self._projections = tuple(projections)

    async def __call__(self) -> Sequence[str]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._reasons()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            return ["the database does not answer"]

    async def _reasons(self) -> list[str]:
        # One connection after the other: held while the next is asked for, they end as soon as enough ask at once.
        async with self._ledger.pool.acquire() as connection:
            if missing := [f"migration {name} is not applied" for name in await pending(connection)]:
                return missing
            standing = await standings(connection)
        return await self._behind(standing)

    async def _behind(self, standing: Sequence[Standing]) -> list[str]:
        head = await self._ledger.position()
        known = {(name, version): position for name, version, position in standing}
        waiting = await self._ledger.rows_at(position + 1 for position in known.values())
        since = {position: row["recorded_at"] for position, row in waiting.items()}
        return [reason for wanted in self._projections if (reason := _reason(wanted, known, head, since))]


def _reason(
    wanted: Projection, known: dict[tuple[str, int], int], head: int, since: dict[int, datetime]
) -> str | None:
    position = known.get((wanted.name, wanted.version))
    if position is None:
        return f"projection {wanted.name} is not there in version {wanted.version}: aid-ledger rebuild {wanted.name}"
    if head - position > MOST_LAG:
        return f"projection {wanted.name} is {head - position} events behind"
    next_one = since.get(position + 1)
    if next_one is not None and datetime.now(UTC) - next_one > MOST_DELAY:
        return f"projection {wanted.name} does not get past position {position}"
    return None


def warnings(working_days: WorkingDays) -> list[str]:
    """What must be done soon, and is no reason against serving today."""
    last = working_days.last_known_year
    if today() < date(last, WARNED_FROM, 1):
        return []
    return [
        f"working days are known to the end of {last}: add the State Council's notice for {last + 1} to "
        f"{NOTICES} and restart, else rosters that are public later cannot be submitted"
    ]
