"""Rebuilding a projection beside the running server, and switching only when both agree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from domain.ledger.ledger import Ledger
from domain.ledger.migrate import Places
from projections.checkpoints import TABLE, advance, begin
from projections.digest import digest_of
from projections.feed import Feed
from projections.follower import fold_next
from projections.projection import Projection

PAGE = 20_000  # facts a transaction: memory stays flat, and rows that live shortly are never written open
SWITCH_TRIES = 100
PAUSE = 0.05  # seconds
LOCK_TIMEOUT = "200ms"  # shorter than the server's deadlock check, so readers never fall for the switch
HASTE = "SET synchronous_commit = off; SET statement_timeout = 0"

Progress = Callable[[int, int], None]


class DigestsDiffer(Exception):
    """The tables rebuilt from the log are not those that are being read: nothing was switched."""

    def __init__(self, name: str, live: str, beside: str) -> None:
        super().__init__(f"projection {name}: live digest {live}, rebuilt {beside}; nothing was switched")


class RebuildRunning(Exception):
    """Another process is rebuilding this projection."""


async def rebuild(dsn: str, ledger: Ledger, projection: Projection, progress: Progress) -> None:
    """Fills new tables from the whole log, then puts them in the place of the old ones.

    progress(done, all) is called after every page. Killed at any point, it leaves the live tables as they
    were; run again, it starts anew. Raises DigestsDiffer unless the projection's version was raised.
    """
    async with _beside(dsn, ledger.places) as connection:
        if not await connection.fetchval(
            "SELECT pg_try_advisory_lock(74201602, hashtext($1))", projection.name
        ):
            raise RebuildRunning(projection.name)
        await _start_anew(connection, projection)
        feed = Feed(ledger, PAGE)
        position = await _fill(connection, ledger, feed, projection, progress)
        await connection.execute(projection.sql("indexes"))
        await _switch(connection, ledger, feed, projection, position)


@asynccontextmanager
async def _beside(dsn: str, places: Places) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose unqualified names mean the tables beside the live ones."""
    settings = {"search_path": f"{places.beside}, {places.ledger}", "role": places.role}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    try:
        await connection.execute(HASTE)
        yield connection
    finally:
        await connection.close()


async def _start_anew(connection: asyncpg.Connection, projection: Projection) -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(74201603)")
        for table in projection.tables:
            await connection.execute(f"DROP TABLE IF EXISTS {table}")
        await connection.execute(TABLE)
        await connection.execute("DELETE FROM checkpoint WHERE name = $1", projection.name)
        await connection.execute(projection.sql("tables"))
        await begin(connection, projection)


async def _fill(
    connection: asyncpg.Connection, ledger: Ledger, feed: Feed, projection: Projection, progress: Progress
) -> int:
    position, head = 0, await ledger.position()
    while position < head:
        position = await _fold_page(connection, feed, projection, position)
        progress(position, head)
        if position >= head:
            head = await ledger.position()
    return position


async def _fold_page(
    connection: asyncpg.Connection,
    feed: Feed,
    projection: Projection,
    position: int,
    up_to: int | None = None,
) -> int:
    page = [r for r in await feed.page(position) if up_to is None or r.fact.position <= up_to]
    if not page:
        return position
    async with connection.transaction():
        await projection.fold(connection, page)
        position = page[-1].fact.position
        await advance(connection, projection, position)
    return position


async def _switch(
    connection: asyncpg.Connection, ledger: Ledger, feed: Feed, projection: Projection, position: int
) -> None:
    """Holds the followers back, comes level with the live tables, compares, and takes their place."""
    for _ in range(SWITCH_TRIES):
        await _let_live_catch_up(ledger, feed, projection, position)
        try:
            async with connection.transaction():
                await _change_places(connection, ledger.places, feed, projection, position)
            return
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(PAUSE)
    raise TimeoutError(f"readers held projection {projection.name} all the time; run the rebuild again")


async def _let_live_catch_up(ledger: Ledger, feed: Feed, projection: Projection, position: int) -> None:
    """Until the live tables have come at least as far; those of an older version are not followed any more."""
    while True:
        version, live = await ledger.pool.fetchrow(
            "SELECT version, position FROM checkpoint WHERE name = $1", projection.name
        )
        if version != projection.version or live >= position:
            return
        if not await fold_next(ledger, feed, projection):
            await asyncio.sleep(PAUSE)


async def _change_places(
    connection: asyncpg.Connection, places: Places, feed: Feed, projection: Projection, position: int
) -> None:
    version, live = await connection.fetchrow(
        f"SELECT version, position FROM {places.read}.checkpoint WHERE name = $1 FOR UPDATE", projection.name
    )
    while position < live:
        position = await _fold_page(connection, feed, projection, position, live)
    if version == projection.version:
        await _compare(connection, places, projection)
    await _replace_tables(connection, places, projection)
    await connection.execute(
        f"UPDATE {places.read}.checkpoint SET version = $2, position = $3 WHERE name = $1",
        projection.name,
        projection.version,
        position,
    )
    await connection.execute("DELETE FROM checkpoint WHERE name = $1", projection.name)


async def _replace_tables(connection: asyncpg.Connection, places: Places, projection: Projection) -> None:
    await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    old = ", ".join(f"{places.read}.{table}" for table in projection.tables)
    await connection.execute(f"LOCK TABLE {old} IN ACCESS EXCLUSIVE MODE")
    await connection.execute(f"DROP TABLE {old}")
    for table in projection.tables:
        await connection.execute(f"ALTER TABLE {table} SET SCHEMA {places.read}")


async def _compare(connection: asyncpg.Connection, places: Places, projection: Projection) -> None:
    beside = await digest_of(connection, projection.tables)
    live = await digest_of(connection, [f"{places.read}.{table}" for table in projection.tables])
    if live != beside:
        raise DigestsDiffer(projection.name, live, beside)
