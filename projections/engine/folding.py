"""How everybody who folds talks to PostgreSQL: with all the time it takes, and by plans that need no luck."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from domain.ledger.postgres.connections import Connections

# The limit on statements protects readers from each other; a page that takes long on a slow disk has to be folded
# all the same. And rows are only ever looked up by their keys, many at a time, from arrays: whatever the planner
# believes of tables that it has no statistics of yet, or had when they were small, it reads no table whole, and joins
# by hashes: it goes through no array once for every row.
SETTINGS = {
    "statement_timeout": "0",
    "synchronous_commit": "off",  # what a crash takes back is folded again: rows and checkpoint go together
    "enable_seqscan": "off",
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_custom_plan",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
HERE = "; ".join(f"SET LOCAL {name} = {value}" for name, value in SETTINGS.items())


@asynccontextmanager
async def folding(pool: Connections, seconds: float | None = None) -> AsyncIterator[asyncpg.Connection]:
    """A transaction in which the settings hold; broken off after that many seconds (see ``Connections``)."""
    async with pool.acquire(seconds) as connection, connection.transaction():
        await connection.execute(HERE)
        yield connection
