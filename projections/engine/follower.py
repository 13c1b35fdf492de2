"""Keeps the projections up with the log: in ``serve``, alone in ``project``, in any number of processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import structlog

from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.outage import is_outage, note_answer, note_outage
from domain.ledger.postgres.recorder import LogReplaced
from projections.engine.checkpoints import advance
from projections.engine.feed import Feed
from projections.engine.folding import folding
from projections.engine.pace import SHORTEST, Pace
from projections.engine.projection import Projection, Recorded
from projections.engine.wakeup import Wakeup

IDLE = 0.5  # seconds after which a follower looks even if nobody called, or another one fell silent
PAUSE = 0.5  # seconds before it tries again after a failure

log = structlog.get_logger()


class Follower:
    """Folds page after page; rows and checkpoint in one transaction, so a kill repeats nothing and skips nothing."""

    def __init__(self, ledger: Ledger, projections: Iterable[Projection], wakeup: Wakeup) -> None:
        self.ledger = ledger
        self.projections = tuple(projections)
        self.feed = Feed(ledger)
        self.wakeup = wakeup
        self._paces = {projection.name: Pace() for projection in self.projections}

    async def run(self) -> None:
        """Until cancelled, or another log lies in the place of the one that was opened."""
        async with asyncio.TaskGroup() as tasks:
            for projection in self.projections:
                tasks.create_task(self._follow(projection), name=f"project {projection.name}")

    async def _follow(self, projection: Projection) -> None:
        while True:
            times = self.wakeup.appended.times
            try:
                if not await self.step(projection):
                    note_answer()
                    await self.wakeup.appended.after(times, IDLE)
            except LogReplaced:  # nothing of it is this one's to fold, now or later
                log.error("log_replaced", projection=projection.name)
                return
            except (
                Exception
            ) as error:  # one that cannot go on stops no other; its lag tells, and it tries again
                if is_outage(error):
                    note_outage(error)
                else:
                    log.exception("projection_failed", projection=projection.name)
                await asyncio.sleep(PAUSE)

    async def step(self, projection: Projection) -> int:
        """Folds the next page; returns how many events it held. 0 also when another process is at it."""
        return await fold_next(self.ledger, self.feed, projection, self._paces[projection.name])

    async def catch_up(self) -> None:
        """Folds until every projection has come to the end of the log."""
        for projection in self.projections:
            while await self.step(projection):
                pass


async def fold_next(ledger: Ledger, feed: Feed, projection: Projection, pace: Pace) -> int:
    """Folds the next page of the live tables; returns how many events it held, 0 also when another is at it."""
    async with ledger.following.acquire(SHORTEST) as connection:
        position = await connection.fetchval(
            "SELECT position FROM checkpoint WHERE name = $1 AND version = $2 AND epoch = ANY($3::uuid[])",
            projection.name,
            projection.version,
            ledger.sharing,
        )
    if position is None:
        return 0
    with pace:
        # Read before anything is locked: a process that freezes meanwhile holds nobody up.
        page = (await feed.page(position, pace.seconds))[: pace.events]
        return await _fold(ledger, projection, position, page, pace.seconds) if page else 0


async def _fold(
    ledger: Ledger, projection: Projection, position: int, page: Sequence[Recorded], seconds: float
) -> int:
    async with folding(ledger.following, seconds) as connection:
        held = await connection.fetchval(
            "SELECT true FROM checkpoint WHERE name = $1 AND version = $2 AND position = $3 FOR UPDATE SKIP LOCKED",
            projection.name,
            projection.version,
            position,
        )
        if not held:
            return 0
        await ledger.position(connection)  # of the log that the page is from
        await projection.fold(connection, page)
        await advance(connection, projection, page[-1].event.position)
        await connection.execute("SELECT pg_notify($1, '')", ledger.schemas.read)
    return len(page)
