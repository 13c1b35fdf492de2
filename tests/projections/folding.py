"""Folding the whole log of a test into fresh tables, in pages of any size."""

from __future__ import annotations

from typing import Any

from domain.ledger.postgres.ledger import Ledger
from projections.engine.feed import Feed
from projections.engine.projection import Projection

Tables = dict[str, list[tuple[Any, ...]]]


async def fold(ledger: Ledger, projection: Projection, page: int = 5_000, indexed: bool = True) -> None:
    """Makes the projection's tables anew and folds the log into them, a transaction a page."""
    feed = Feed(ledger, page)
    async with ledger.pool.acquire() as connection:
        for table in projection.tables:
            await connection.execute(f"DROP TABLE IF EXISTS {table}")
        await connection.execute(projection.sql("tables"))
        if indexed:
            await connection.execute(projection.sql("indexes"))
        position = 0
        while events := await feed.page(position):
            async with connection.transaction():
                await projection.fold(connection, events)
            position = events[-1].event.position


async def contents(ledger: Ledger, projection: Projection) -> Tables:
    """Every row of every table, in an order that only the rows decide."""
    return {
        table: [
            tuple(row) for row in await ledger.pool.fetch(f"SELECT * FROM {table} AS row ORDER BY row::text")
        ]
        for table in projection.tables
    }


async def folded(ledger: Ledger, projection: Projection, page: int) -> Tables:
    await fold(ledger, projection, page)
    return await contents(ledger, projection)
