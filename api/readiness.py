"""Can this process serve, and for how long? Only when migrations and projections are what its version needs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from domain.ledger.clock import SteadyClock
from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.migrate import pending
from domain.ledger.postgres.outage import DRIVER_ERRORS, is_outage
from domain.ledger.postgres.recorder import LogReplaced
from domain.policy.calendar import today
from domain.policy.working_days import NOTICES, WorkingDays
from projections.engine.checkpoints import Standing, foreign, standings
from projections.engine.projection import Projection

MOST_DELAY = 2.0  # seconds that a projection may fold nothing while events wait, and an append may wait
MOST_LAG = 10_000  # events that a projection may be behind and still answer for the ledger
ANSWER_SECONDS = 2  # that the database is given
WRITTEN_SECONDS = 1.0  # that an answer to whether writing works is good for
REPLACED = "the log was replaced by another one while this process had it open: restart it"
WARNED_FROM = 10  # October of the last known year: three months before no working day is known


class Readiness:
    """Answers with the reasons against it; none: ready. stalled: see ``Observation``.

    Whoever asks while it looks gets the answer of that look: however many ask, it costs one connection.
    """

    def __init__(
        self,
        ledger: Ledger,
        projections: Iterable[Projection],
        stalled: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self._ledger = ledger
        self._projections = tuple(projections)
        self._stalled = stalled
        self._writing = Writing(ledger)
        self._looking: asyncio.Task[Sequence[str]] | None = None

    async def __call__(self) -> Sequence[str]:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)  # who stops asking takes the answer from nobody

    async def _look(self) -> Sequence[str]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._reasons()
        except LogReplaced:
            return [REPLACED]
        except (*DRIVER_ERRORS, LedgerUnavailable):
            return ["the database does not answer"]

    async def _reasons(self) -> list[str]:
        # One connection after the other: held while the next is asked for, they end as soon as enough ask at once.
        async with self._ledger.pool.acquire() as connection:
            if missing := [f"migration {name} is not applied" for name in await pending(connection)]:
                return missing
            standing = await standings(connection)
        return [*await self._writing(), *await self._foreign(), *await self._behind(standing)]

    async def _foreign(self) -> list[str]:
        names = ", ".join(await foreign(self._ledger))
        return [f"the tables of {names} hold what the log does not: aid-ledger rebuild all"] if names else []

    async def _behind(self, standing: Sequence[Standing]) -> list[str]:
        head = await self._ledger.position()
        known = {(name, version): position for name, version, position in standing}
        reasons = [_reason(wanted, known, head, self._stalled) for wanted in self._projections]
        return [reason for reason in reasons if reason]


class Writing:
    """Whether appending works, tried as often as it has to be: a good answer stands for a while. One asks at a time."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._good_until = 0.0

    async def __call__(self) -> list[str]:
        waiting = self._ledger.appender.waiting_seconds
        if waiting > MOST_DELAY:
            return [f"writing does not get on: an append waits for {waiting:.0f} seconds"]
        return [] if time.monotonic() < self._good_until else await self._try()

    async def _try(self) -> list[str]:
        try:
            await self._ledger.appender.check(ANSWER_SECONDS - 0.5)
        except LogReplaced:
            return [REPLACED]
        except Exception as error:
            if not is_outage(error):
                raise
            return [f"writing does not work: {type(error).__name__}"]
        self._good_until = time.monotonic() + WRITTEN_SECONDS
        return []


def _reason(
    wanted: Projection, known: dict[tuple[str, int], int], head: int, stalled: Mapping[str, float]
) -> str | None:
    position = known.get((wanted.name, wanted.version))
    if position is None:
        return f"projection {wanted.name} is not there in version {wanted.version}: aid-ledger rebuild {wanted.name}"
    if head - position > MOST_LAG:
        return f"projection {wanted.name} is {head - position} events behind"
    if stalled.get(wanted.name, 0) > MOST_DELAY:
        return f"projection {wanted.name} does not get past position {position}"
    return None


def warnings(ledger: Ledger) -> list[str]:
    """What must be looked to, and is no reason against serving today."""
    return [*_of_the_clock(ledger.clock), *of_the_calendar(ledger.policy.working_days)]


def _of_the_clock(clock: SteadyClock) -> list[str]:
    if not clock.has_jumped:
        return []
    seconds = clock.ahead.total_seconds()
    return [
        f"the database's clock jumped by {seconds:.0f} seconds: what is recorded now is dated by the time before"
    ]


def of_the_calendar(working_days: WorkingDays) -> list[str]:
    """From three months before no working day is known."""
    last = working_days.last_known_year
    if today() < date(last, WARNED_FROM, 1):
        return []
    return [
        f"working days are known to the end of {last}: add the State Council's notice for {last + 1} to "
        f"{NOTICES} and restart, else rosters that are public later cannot be submitted"
    ]
