"""A digest of what a projection's tables hold: equal digests at one position mean equal answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import asyncpg

from domain.ledger.postgres.connections import Connections
from projections.engine.projection import Projection


class Stated(NamedTuple):
    """What the tables of a projection hold at a position."""

    position: int
    digest: str


async def digest_of(connection: asyncpg.Connection, tables: Iterable[str]) -> str:
    """SHA-256 over the count and the summed hashes of each table's rows, as the search path finds them."""
    parts = []
    for table in tables:
        count, total = await connection.fetchrow(
            f"SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) FROM {table} AS row"
        )
        parts.append(f"{table.rpartition('.')[2]} {count} {total}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def digest_at(pool: Connections, projection: Projection) -> Stated:
    """What a projection's tables hold, and where, both from one moment."""
    async with pool.acquire() as connection:
        return await stated_by(connection, projection)


async def stated_by(connection: asyncpg.Connection, projection: Projection, schema: str = "") -> Stated:
    """The same on a connection of the caller's own. schema: where they lie, unless the search path finds them."""
    dot = f"{schema}." if schema else ""
    tables = [f"{dot}{table}" for table in projection.tables]
    async with connection.transaction(isolation="repeatable_read"):
        # Before the first look, so that the moment is not one before these tables took the place of others.
        await connection.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS SHARE MODE")
        position = await connection.fetchval(
            f"SELECT position FROM {dot}checkpoint WHERE name = $1", projection.name
        )
        return Stated(position, await digest_of(connection, tables))
