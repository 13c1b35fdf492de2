"""A digest of what a projection's tables hold: equal digests at one position mean equal answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import asyncpg

from domain.ledger.postgres.connections import Connections
from projections.engine.projection import Projection


async def digest_of(connection: asyncpg.Connection, tables: Iterable[str]) -> str:
    """SHA-256 over the count and the summed hashes of each table's rows, as the search path finds them."""
    parts = []
    for table in tables:
        count, total = await connection.fetchrow(
            f"SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) FROM {table} AS row"
        )
        parts.append(f"{table.rpartition('.')[2]} {count} {total}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def digest_at(pool: Connections, projection: Projection) -> tuple[int, str]:
    """(position, digest) of a projection, both from one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        # Before the first look, so that the moment is not one before these tables took the place of others.
        await connection.execute(f"LOCK TABLE {', '.join(projection.tables)} IN ACCESS SHARE MODE")
        position = await connection.fetchval(
            "SELECT position FROM checkpoint WHERE name = $1", projection.name
        )
        return position, await digest_of(connection, projection.tables)
