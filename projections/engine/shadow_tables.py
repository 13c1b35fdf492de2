"""The tables of one projection, filled beside the live ones, and how they take their place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import TABLE, advance, begin
from projections.engine.digest import digest_of
from projections.engine.feed import Feed
from projections.engine.folding import SETTINGS
from projections.engine.follower import fold_next
from projections.engine.pace import Pace
from projections.engine.projection import Projection, Recorded

SWITCH_TRIES = 100
PAUSE = 0.05  # seconds
INDEXING = "128MB"  # of memory, while the indexes are made
LOCK_TIMEOUT = "200ms"  # shorter than the server's deadlock check, so readers never fall for the switch


class DigestsDiffer(Exception):
    """The tables rebuilt from the log are not those that are being read: they were not switched."""

    def __init__(self, name: str, live: str, rebuilt: str) -> None:
        super().__init__(f"projection {name}: live digest {live}, rebuilt {rebuilt}")
        self.name = name


class RebuildRunning(Exception):
    """Another process is rebuilding this projection."""


@asynccontextmanager
async def shadow_tables(dsn: str, ledger: Ledger, projection: Projection) -> AsyncIterator[ShadowTables]:
    """Empty tables beside the live ones. Raises RebuildRunning."""
    schemas = ledger.schemas
    own = {"search_path": f"{schemas.shadow}, {schemas.ledger}", "role": schemas.role}
    settings = {**SETTINGS, **own, "maintenance_work_mem": INDEXING}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    try:
        tables = ShadowTables(connection, ledger, projection)
        await tables.start_anew()
        yield tables
    finally:
        await connection.close()


class ShadowTables:
    """connection: a name without a schema means a table beside the live ones. position: how far it has come."""

    def __init__(self, connection: asyncpg.Connection, ledger: Ledger, projection: Projection) -> None:
        self.connection = connection
        self.ledger = ledger
        self.projection = projection
        self.position = 0

    async def start_anew(self) -> None:
        name, execute = self.projection.name, self.connection.execute
        if not await self.connection.fetchval("SELECT pg_try_advisory_lock(74201602, hashtext($1))", name):
            raise RebuildRunning(name)
        async with self.connection.transaction():
            await execute("SELECT pg_advisory_xact_lock(74201603)")
            for table in self.projection.tables:
                await execute(f"DROP TABLE IF EXISTS {table}")
            await execute(TABLE)
            await execute("DELETE FROM checkpoint WHERE name = $1", name)
            await execute(self.projection.sql("tables"))
            for table in self.projection.tables:
                await execute(f"ALTER TABLE {table} SET UNLOGGED, SET (autovacuum_enabled = off)")
            await begin(self.connection, self.projection)

    async def fold(self, page: Sequence[Recorded]) -> None:
        if page:
            async with self.connection.transaction():
                await self.projection.fold(self.connection, page)
                await advance(self.connection, self.projection, page[-1].event.position)
            self.position = page[-1].event.position

    async def make_ready(self) -> None:
        """Safe from a crash, without dead rows, with indexes, and with the statistics that the first readers need."""
        for table in self.projection.tables:
            await self.connection.execute(f"ALTER TABLE {table} SET LOGGED")
        await self.connection.execute(self.projection.sql("indexes"))
        await self.connection.execute(f"ANALYZE {', '.join(self.projection.tables)}")

    async def switch(self, feed: Feed) -> None:
        """Holds the followers back, comes level with the live tables, compares, and takes their place.

        Raises DigestsDiffer unless the projection's version was raised.
        """
        for _ in range(SWITCH_TRIES):
            await self._let_live_catch_up(feed)
            come = self.position
            try:
                async with self.connection.transaction():
                    await self._keep_vacuum_away()
                    await self._change_places(feed)
                return
            except asyncpg.LockNotAvailableError:
                self.position = come
                await asyncio.sleep(PAUSE)
        raise TimeoutError(
            f"readers held projection {self.projection.name} all the time; run the rebuild again"
        )

    async def _let_live_catch_up(self, feed: Feed) -> None:
        """Until the live tables have come at least as far; those of an older version are not followed any more."""
        pace = Pace()
        while True:
            version, live = await self.ledger.pool.fetchrow(
                "SELECT version, position FROM checkpoint WHERE name = $1", self.projection.name
            )
            if version != self.projection.version or live >= self.position:
                return
            if not await fold_next(self.ledger, feed, self.projection, pace):
                await asyncio.sleep(PAUSE)

    async def _keep_vacuum_away(self) -> None:
        """Autovacuum yields to whoever waits a second for a lock that lets readers through; not to shorter waits."""
        await self.connection.execute(
            f"LOCK TABLE {await self._live_tables()} IN SHARE UPDATE EXCLUSIVE MODE"
        )

    async def _live_tables(self) -> str:
        """Those that are there: an earlier version had others."""
        read, projection = self.ledger.schemas.read, self.projection
        rows = await self.connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename = ANY($2::text[])"
            " ORDER BY array_position($2::text[], tablename::text)",  # whoever locks them all does it in this order
            read,
            [*projection.tables, *projection.former_tables],
        )
        return ", ".join(f"{read}.{row['tablename']}" for row in rows)

    async def _change_places(self, feed: Feed) -> None:
        read, projection = self.ledger.schemas.read, self.projection
        version, live = await self.connection.fetchrow(
            f"SELECT version, position FROM {read}.checkpoint WHERE name = $1 FOR UPDATE", projection.name
        )
        while self.position < live:
            page = await feed.page(self.position)
            await self.fold([recorded for recorded in page if recorded.event.position <= live])
        if version == projection.version:
            await self._compare()
        await self._replace_tables()
        await self.connection.execute(
            f"UPDATE {read}.checkpoint SET version = $2, position = $3 WHERE name = $1",
            projection.name,
            projection.version,
            self.position,
        )
        await self.connection.execute("DELETE FROM checkpoint WHERE name = $1", projection.name)

    async def _compare(self) -> None:
        tables = self.projection.tables
        ours = await digest_of(self.connection, tables)
        live = await digest_of(self.connection, [f"{self.ledger.schemas.read}.{table}" for table in tables])
        if live != ours:
            raise DigestsDiffer(self.projection.name, live, ours)

    async def _replace_tables(self) -> None:
        read, execute = self.ledger.schemas.read, self.connection.execute
        await execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        live = await self._live_tables()
        await execute(f"LOCK TABLE {live} IN ACCESS EXCLUSIVE MODE")
        await execute(f"DROP TABLE {live}")
        for table in self.projection.tables:
            await execute(f"ALTER TABLE {table} RESET (autovacuum_enabled)")
            await execute(f"ALTER TABLE {table} SET SCHEMA {read}")
