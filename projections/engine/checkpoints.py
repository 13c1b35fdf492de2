"""How far each projection has come, and bringing its tables into being."""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.waiting import bounded
from projections.engine.folding import HERE
from projections.engine.projection import Projection

TABLE = """
CREATE TABLE IF NOT EXISTS checkpoint (
    name      text PRIMARY KEY,
    version   integer NOT NULL,
    position  bigint NOT NULL
)
"""


async def prepare(connection: asyncpg.Connection, projections: Iterable[Projection]) -> None:
    """Makes the tables of projections that have none yet, empty, at position 0. Raises Hindered."""
    async with bounded(connection):
        await connection.execute(HERE)
        await connection.execute("SELECT pg_advisory_xact_lock(74201601)")
        await connection.execute(TABLE)
        known = {row["name"] for row in await connection.fetch("SELECT name FROM checkpoint")}
        for projection in projections:
            if projection.name not in known:
                await connection.execute(projection.sql("tables"))
                await connection.execute(projection.sql("indexes"))
                await begin(connection, projection)


async def begin(connection: asyncpg.Connection, projection: Projection) -> None:
    await connection.execute(
        "INSERT INTO checkpoint (name, version, position) VALUES ($1, $2, 0)",
        projection.name,
        projection.version,
    )


async def advance(connection: asyncpg.Connection, projection: Projection, position: int) -> None:
    """In the transaction that wrote the rows."""
    await connection.execute("UPDATE checkpoint SET position = $2 WHERE name = $1", projection.name, position)


async def reached(connection: asyncpg.Connection | Connections) -> int:
    """The position up to which every projection has come: a consistent cut for reading."""
    position: int | None = await connection.fetchval("SELECT min(position) FROM checkpoint")
    return position or 0


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
