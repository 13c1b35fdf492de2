"""How far each projection has come, and bringing its tables into being."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.epochs import epochs
from domain.ledger.postgres.ledger import HEAD, Ledger
from domain.ledger.postgres.waiting import bounded
from projections.engine.folding import HERE
from projections.engine.kept import Kept
from projections.engine.projection import Projection

TABLE = """
CREATE TABLE IF NOT EXISTS checkpoint (
    name      text PRIMARY KEY,
    version   integer NOT NULL,
    position  bigint NOT NULL,
    epoch     uuid NOT NULL
)
"""
# Version 0.1 knew of no epochs: what it folded is the first one's.
SINCE_EPOCHS = """
ALTER TABLE checkpoint ADD COLUMN epoch uuid;
UPDATE checkpoint SET epoch = '{first}';
ALTER TABLE checkpoint ALTER COLUMN epoch SET NOT NULL
"""
KNOWS_EPOCHS = "SELECT true FROM pg_attribute WHERE attrelid = 'checkpoint'::regclass AND attname = 'epoch'"


class ForeignTables(Exception):
    """Tables hold what this log does not: they were folded from another one, or before it was restored."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(self.names))


async def prepare(connection: asyncpg.Connection, projections: Iterable[Projection]) -> None:
    """Makes the tables of projections that have none yet, empty, at position 0. Raises Hindered."""
    async with bounded(connection):
        await connection.execute(HERE)
        await connection.execute("SELECT pg_advisory_xact_lock(74201601)")
        await connection.execute(TABLE)
        log = await epochs(connection)
        if not await connection.fetchval(KNOWS_EPOCHS):
            await connection.execute(SINCE_EPOCHS.format(first=log[0].id))
        known = {row["name"] for row in await connection.fetch("SELECT name FROM checkpoint")}
        for projection in projections:
            if projection.name not in known:
                await connection.execute(projection.sql("tables"))
                await connection.execute(projection.sql("indexes"))
                await begin(connection, projection, log[-1].id)


async def begin(connection: asyncpg.Connection, projection: Projection, epoch: UUID) -> None:
    await connection.execute(
        "INSERT INTO checkpoint (name, version, position, epoch) VALUES ($1, $2, 0, $3)",
        projection.name,
        projection.version,
        epoch,
    )


async def advance(connection: asyncpg.Connection, projection: Projection, position: int) -> None:
    """In the transaction that wrote the rows."""
    await connection.execute("UPDATE checkpoint SET position = $2 WHERE name = $1", projection.name, position)


async def reached(connection: asyncpg.Connection | Connections) -> int:
    """The position up to which every projection has come: a consistent cut for reading."""
    position: int | None = await connection.fetchval("SELECT min(position) FROM checkpoint")
    return position or 0


class Reach(NamedTuple):
    """head: of the log. least, greatest: positions of the projections. shared: whether all of them follow this log."""

    head: int
    least: int
    greatest: int
    shared: bool

    @property
    def is_foreign(self) -> bool:
        """Whether some tables hold what this log does not."""
        return self.greatest > self.head or not self.shared


async def reach(ledger: Ledger, kept: Sequence[Kept] = ()) -> tuple[Reach, list[tuple[int, Any]]]:
    """How far everything has come, and what is new of tables that are kept, in one moment. Raises LogReplaced."""
    places = range(2, 2 + 2 * len(kept), 2)
    news = "".join(f", {table.asked(place)}" for table, place in zip(kept, places, strict=True))
    row = await ledger.pool.fetchrow(
        f"SELECT {HEAD}, coalesce(min(checkpoint.position), 0), coalesce(max(checkpoint.position), 0),"
        f" coalesce(bool_and(checkpoint.epoch = ANY($1::uuid[])), true){news}"
        " FROM head LEFT JOIN checkpoint ON true GROUP BY 1, 2, 3",
        ledger.sharing,
        *(value for table in kept for value in table.known),
    )
    of_kept = row[6:]
    return Reach(ledger.head(row), *row[3:6]), list(zip(of_kept[::2], of_kept[1::2], strict=True))


async def foreign(ledger: Ledger) -> list[str]:
    """The projections whose tables hold what this log does not. Raises LogReplaced."""
    rows = await ledger.pool.fetch(
        "SELECT name, position, epoch = ANY($1::uuid[]) AS shared FROM checkpoint ORDER BY name",
        ledger.sharing,
    )
    head = await ledger.position()  # after them, for they follow it
    return [row["name"] for row in rows if not row["shared"] or row["position"] > head]


Standing = tuple[str, int, int]


async def standings(pool: asyncpg.Connection | Connections) -> list[Standing]:
    """(name, version, position) of each projection, by name."""
    rows = await pool.fetch("SELECT name, version, position FROM checkpoint ORDER BY name")
    return [(row[0], row[1], row[2]) for row in rows]


async def outdated(pool: Connections, projections: Iterable[Projection]) -> list[Projection]:
    """Those whose tables are not there in this version, as after an upgrade: a rebuild makes them anew."""
    try:
        there = {(name, version) for name, version, _ in await standings(pool)}
    except asyncpg.UndefinedTableError:
        there = set()
    return [projection for projection in projections if (projection.name, projection.version) not in there]
