"""How tables that were filled beside the live ones take their place, in a moment that nobody notices.

What the live tables and their checkpoint are locked with is a connection of its own, on which nothing is ever sent but
short statements: whatever becomes of this process, PostgreSQL lets go of them within two seconds. (A COPY would not
do. While it waits for its next row from a process that stands still, no limit of PostgreSQL's holds.)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from domain.ledger.hindrance import Hindered
from projections.engine.checkpoints import foreign
from projections.engine.dependents import STOOD_UPON, dependents
from projections.engine.feed import Feed, page_after
from projections.engine.shadow_tables import ShadowTables

TRIES = 100
PAUSE = 0.05  # seconds
LIMITS = {
    "idle_in_transaction_session_timeout": "1s",  # a process that stands still, or takes long over the last events
    "statement_timeout": "3s",  # autovacuum yields after one
}
LOCK_TIMEOUT = "200ms"  # shorter than the server's deadlock check, so readers never fall for the switch

NOT_NOW = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.PostgresConnectionError,  # the locks were taken back
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

NEVER_LET_GO = (
    "Readers held the tables of projection {name} all the time; nothing was changed. Run this again, or find out"
    " who reads so long (pg_stat_activity tells)."
)


async def switch(dsn: str, tables: ShadowTables, feed: Feed) -> None:
    """Comes level with the live tables while it holds the followers back, and takes their place.

    Raises Hindered when something was made upon them, or they are never let go of.
    """
    for _ in range(TRIES):
        await _fold_up_to(await tables.ledger.position(), tables, feed)
        with suppress(*NOT_NOW):
            async with _hand(dsn, tables) as hand:
                await _change_places(hand, tables, feed)
            return
        await asyncio.sleep(PAUSE)
    raise Hindered(NEVER_LET_GO, name=tables.projection.name)


async def refuse_dependents(connection: asyncpg.Connection, tables: ShadowTables) -> None:
    """Raises Hindered when something was made upon the live tables."""
    read = tables.ledger.schemas.read
    if found := await dependents(connection, read, await _live_tables(connection, tables)):
        raise Hindered(STOOD_UPON, name=tables.projection.name, objects=", ".join(found))


@asynccontextmanager
async def _hand(dsn: str, tables: ShadowTables) -> AsyncIterator[asyncpg.Connection]:
    schemas = tables.ledger.schemas
    settings = {**LIMITS, "search_path": schemas.read, "role": schemas.role}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close(timeout=2)


async def _change_places(hand: asyncpg.Connection, tables: ShadowTables, feed: Feed) -> None:
    try:
        async with hand.transaction():
            live = await _live_tables(hand, tables)
            await _keep_vacuum_away(hand, live)
            await _fold_up_to(await _hold_followers_back(hand, tables), tables, feed)
            await tables.ledger.position()  # raises, were they filled from another log than lies here now
            await _replace(hand, tables, live)
    except asyncpg.DependentObjectsStillExistError:
        await refuse_dependents(hand, tables)
        raise


async def _keep_vacuum_away(hand: asyncpg.Connection, live: list[str]) -> None:
    """Autovacuum yields to whoever waits a second for a lock that lets readers through; not to shorter waits."""
    if live:
        await hand.execute(f"LOCK TABLE {', '.join(live)} IN SHARE UPDATE EXCLUSIVE MODE")


async def _hold_followers_back(hand: asyncpg.Connection, tables: ShadowTables) -> int:
    """The position at which they stay; 0 where they are another log's."""
    name = tables.projection.name
    await hand.execute("SELECT FROM checkpoint WHERE name = $1 FOR UPDATE", name)
    if name in await foreign(tables.ledger):
        return 0
    position: int = await hand.fetchval("SELECT position FROM checkpoint WHERE name = $1", name)
    return position


async def _fold_up_to(position: int, tables: ShadowTables, feed: Feed) -> None:
    while tables.position < position:
        page = await page_after(feed, tables.position, position)
        await tables.fold([recorded for recorded in page if recorded.event.position <= position])


async def _replace(hand: asyncpg.Connection, tables: ShadowTables, live: list[str]) -> None:
    schemas, projection = tables.ledger.schemas, tables.projection
    await hand.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    if live:
        await hand.execute(f"LOCK TABLE {', '.join(live)} IN ACCESS EXCLUSIVE MODE")
        await hand.execute(f"DROP TABLE {', '.join(live)}")
    for table in projection.tables:
        await hand.execute(f"ALTER TABLE {schemas.shadow}.{table} RESET (autovacuum_enabled)")
        await hand.execute(f"ALTER TABLE {schemas.shadow}.{table} SET SCHEMA {schemas.read}")
    await hand.execute(
        "UPDATE checkpoint SET version = $2, position = $3, epoch = $4 WHERE name = $1",
        projection.name,
        projection.version,
        tables.position,
        tables.ledger.epoch.id,
    )


async def _live_tables(connection: asyncpg.Connection, tables: ShadowTables) -> list[str]:
    """Those that are there: an earlier version had others."""
    projection = tables.projection
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename = ANY($2::text[])"
        " ORDER BY array_position($2::text[], tablename::text)",  # whoever locks them all does it in this order
        tables.ledger.schemas.read,
        [*projection.tables, *projection.former_tables],
    )
    return [row["tablename"] for row in rows]
