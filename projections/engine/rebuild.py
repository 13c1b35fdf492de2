"""Rebuilding projections beside the running server, and switching only when both agree."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

from domain.ledger.postgres.ledger import Ledger
from projections.engine.feed import Feed
from projections.engine.projection import Projection
from projections.engine.shadow_tables import DigestsDiffer, RebuildRunning, ShadowTables, shadow_tables

__all__ = ["DigestsDiffer", "RebuildRunning", "rebuild", "rebuild_all"]

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
    nothing once a projection's version was raised. Raises RebuildRunning.
    """
    async with AsyncExitStack() as stack:
        tables = [await stack.enter_async_context(shadow_tables(dsn, ledger, each)) for each in projections]
        feed = Feed(ledger, PAGE, remembered=2, slice=AHEAD)
        with _rare_collections():
            await _fill(tables, ledger, feed, progress)
        await asyncio.gather(*(each.make_ready() for each in tables))
        return [differ for each in tables if (differ := await _switch(each, ledger, feed)) is not None]


async def _fill(tables: Sequence[ShadowTables], ledger: Ledger, feed: Feed, progress: Progress) -> None:
    """All of them by the same pages; while PostgreSQL writes the one, the next is read."""
    position, head = min(each.position for each in tables), await ledger.position()
    while position < head:
        page = await feed.page(position)
        position = page[-1].event.position
        await asyncio.gather(*(each.fold(page) for each in tables), feed.page(position))
        progress(position, head)
        if position >= head:
            head = await ledger.position()


async def _switch(tables: ShadowTables, ledger: Ledger, feed: Feed) -> DigestsDiffer | None:
    await _fill([tables], ledger, feed, lambda *_: None)  # what came meanwhile: little is left under the lock
    try:
        await tables.switch(feed)
    except DigestsDiffer as differ:
        return differ
    return None


@contextmanager
def _rare_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
