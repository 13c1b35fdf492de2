"""The tables of one projection, filled beside the live ones and compared with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg

from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.outage import DRIVER_ERRORS
from domain.ledger.postgres.waiting import bounded
from projections.engine.checkpoints import foreign
from projections.engine.digest import Stated, digest_of, stated_by
from projections.engine.folding import SETTINGS
from projections.engine.projection import Projection, Recorded

INDEXING = "128MB"  # of memory, while the indexes are made


class DigestsDiffer(Exception):
    """The tables folded from the log are not those that are being read."""

    def __init__(self, name: str, live: str, rebuilt: str) -> None:
        super().__init__(f"projection {name}: live digest {live}, rebuilt {rebuilt}")
        self.name = name


class RebuildRunning(Exception):
    """Another process is rebuilding this projection, or comparing it."""


@asynccontextmanager
async def shadow_tables(dsn: str, ledger: Ledger, projection: Projection) -> AsyncIterator[ShadowTables]:
    """Empty tables beside the live ones; what is left of them is dropped. Raises RebuildRunning, Hindered."""
    schemas = ledger.schemas
    own = {"search_path": f"{schemas.shadow}, {schemas.ledger}", "role": schemas.role}
    settings = {**SETTINGS, **own, "maintenance_work_mem": INDEXING}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    tables = ShadowTables(connection, ledger, projection)
    try:
        await tables.take_turn()
        try:
            await tables.make()
            yield tables
        finally:
            with suppress(*DRIVER_ERRORS):  # the next run drops them
                await tables.drop()
    finally:
        await connection.close(timeout=2)


class ShadowTables:
    """connection: a name without a schema means a table beside the live ones. position: how far it has come.

    differ: what was found when they had come as far as the live ones had; from then on they fold no further.
    """

    def __init__(self, connection: asyncpg.Connection, ledger: Ledger, projection: Projection) -> None:
        self.connection = connection
        self.ledger = ledger
        self.projection = projection
        self.position = 0
        self.live: Stated | None = None
        self.differ: DigestsDiffer | None = None

    async def take_turn(self) -> None:
        name = self.projection.name
        if not await self.connection.fetchval("SELECT pg_try_advisory_lock(74201602, hashtext($1))", name):
            raise RebuildRunning(name)

    async def make(self) -> None:
        """Anew: whoever was killed at it left its own."""
        async with bounded(self.connection):
            await self.connection.execute("SELECT pg_advisory_xact_lock(74201603)")
            await self._drop()
            await self.connection.execute(
                "DROP TABLE IF EXISTS checkpoint"
            )  # which version 0.1 kept here too
            await self.connection.execute(self.projection.sql("tables"))
            for table in self.projection.tables:
                await self.connection.execute(
                    f"ALTER TABLE {table} SET UNLOGGED, SET (autovacuum_enabled = off)"
                )

    async def drop(self) -> None:
        async with bounded(self.connection):
            await self._drop()

    async def _drop(self) -> None:
        shadow = (
            self.ledger.schemas.shadow
        )  # named: after the switch the same name is a live table's elsewhere
        for table in self.projection.tables:
            await self.connection.execute(f"DROP TABLE IF EXISTS {shadow}.{table}")

    async def take_measure(self) -> None:
        """What the live tables hold, and at which position: there these are compared with them.

        Tables of another version or another log, or such as are not there, say nothing about these.
        """
        read, name = self.ledger.schemas.read, self.projection.name
        version = await self.connection.fetchval(
            f"SELECT version FROM {read}.checkpoint WHERE name = $1", name
        )
        if version == self.projection.version and name not in await foreign(self.ledger):
            with suppress(asyncpg.UndefinedTableError):
                self.live = await stated_by(self.connection, self.projection, read)
        await self._compare_if_level()

    async def fold(self, page: Sequence[Recorded]) -> None:
        """The next events of the log. A page that goes past the live tables' position is folded in two."""
        level = self.live.position if self.live else 0
        up_to_level = max(level + 1 - page[0].event.position, 0)  # positions have no gaps
        await self._fold(page[:up_to_level])
        await self._fold(page[up_to_level:])

    async def _fold(self, page: Sequence[Recorded]) -> None:
        if page and not self.differ:
            async with self.connection.transaction():
                await self.projection.fold(self.connection, page)
            self.position = page[-1].event.position
            await self._compare_if_level()

    async def _compare_if_level(self) -> None:
        if self.live and self.live.position == self.position:
            ours = await digest_of(self.connection, self.projection.tables)
            if ours != self.live.digest:
                self.differ = DigestsDiffer(self.projection.name, self.live.digest, ours)

    async def make_ready(self) -> None:
        """Safe from a crash, without dead rows, with indexes, and with the statistics that the first readers need."""
        for table in self.projection.tables:
            await self.connection.execute(f"ALTER TABLE {table} SET LOGGED")
        await self.connection.execute(self.projection.sql("indexes"))
        await self.connection.execute(f"ANALYZE {', '.join(self.projection.tables)}")
