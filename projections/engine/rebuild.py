"""Folding projections anew beside the running server: to compare, and to switch only when both agree."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from domain.ledger.postgres.ledger import Ledger
from projections.engine.feed import Feed, page_after
from projections.engine.projection import Projection
from projections.engine.shadow_tables import DigestsDiffer, RebuildRunning, ShadowTables, shadow_tables
from projections.engine.switch import refuse_dependents, switch

__all__ = ["DigestsDiffer", "RebuildRunning", "compare_all", "rebuild", "rebuild_all"]

PAGE = 20_000  # events a transaction: memory stays flat, and rows that live shortly are never written open
AHEAD = 50  # events decoded at a time: few, so that most of it is done while the folds wait for PostgreSQL
GARBAGE = (
    2_000_000  # objects more than before at which cycles are looked for: a page is that many and holds none
)

Progress = Callable[[int, int], None]


async def rebuild(dsn: str, ledger: Ledger, projection: Projection, progress: Progress) -> None:
    """``rebuild_all`` of one. Raises DigestsDiffer when it was not switched."""
    for differ in await rebuild_all(dsn, ledger, [projection], progress):
        raise differ


async def rebuild_all(
    dsn: str, ledger: Ledger, projections: Sequence[Projection], progress: Progress
) -> list[DigestsDiffer]:
    """Fills new tables from the whole log, read once, then puts them in the place of the old ones.

    progress(done, all) is called after every page. Killed at any point, it leaves live tables that are whole;
    run again, it starts anew. Answers which were not switched since their digests differ, which counts for
    nothing once a projection's version was raised. Raises RebuildRunning, Hindered.
    """
    async with _beside(dsn, ledger, projections) as tables:
        for each in tables:
            await refuse_dependents(each.connection, each)
        await _measured(tables)
        feed = Feed(ledger, PAGE, remembered=1, slice=AHEAD)
        await _fill(tables, ledger.position, feed, progress)
        sound = [each for each in tables if not each.differ]
        await asyncio.gather(*(each.make_ready() for each in sound))
        for each in sound:
            await switch(dsn, each, feed)
        return [each.differ for each in tables if each.differ]


async def compare_all(
    dsn: str, ledger: Ledger, projections: Sequence[Projection], progress: Progress
) -> list[DigestsDiffer]:
    """Folds tables from the log as far as the live ones have come, and answers which are not alike.

    The live ones are only read; what was made beside them is dropped. Raises RebuildRunning, Hindered.
    """
    async with _beside(dsn, ledger, projections) as tables:
        await _measured(tables)
        level = max((each.live.position for each in tables if each.live), default=0)

        async def so_far() -> int:
            return level

        await _fill(tables, so_far, Feed(ledger, PAGE, remembered=1, slice=AHEAD), progress)
        return [each.differ for each in tables if each.differ]


@asynccontextmanager
async def _beside(
    dsn: str, ledger: Ledger, projections: Sequence[Projection]
) -> AsyncIterator[list[ShadowTables]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(shadow_tables(dsn, ledger, each)) for each in projections]


async def _measured(tables: Sequence[ShadowTables]) -> None:
    """One after the other: each reads whole tables."""
    for each in tables:
        await each.take_measure()


async def _fill(
    tables: Sequence[ShadowTables], end: Callable[[], Awaitable[int]], feed: Feed, progress: Progress
) -> None:
    """All of them by the same pages; while PostgreSQL writes the one, the next is read: two are held and no third."""
    position, head = 0, await end()
    with _rare_collections():
        while position < head:
            page = await page_after(feed, position, head)
            position = page[-1].event.position
            await asyncio.gather(*(each.fold(page) for each in tables), feed.page(position))
            progress(position, head)
            if position >= head:
                head = await end()


@contextmanager
def _rare_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
