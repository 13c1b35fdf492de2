"""Epochs of the log: a restored one gives positions again that were given before, and says so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.postgres.waiting import ANSWER, bounded

RECOVERING = (
    "This database is a standby, or still recovering: nothing can be written in it. Wait until it is promoted, and try"
    " again."
)
OF_LOG = "SELECT number, id, begun_at, position, kept, head FROM epoch ORDER BY number"

# As it lies now beside where it lay when its epoch began, and whether it is that epoch's at all.
STANDING = """
SELECT newest.number, here.head = newest.head AS kept, head.epoch = newest.id AND
    (here.cluster, here.timeline, here.database, here.head) =
    (newest.cluster, newest.timeline, newest.database, newest.head) AS the_same
FROM head, whereabouts() AS here, epoch AS newest ORDER BY newest.number DESC LIMIT 1
"""
BEGIN = """
INSERT INTO epoch (number, id, position, kept, cluster, timeline, database, head)
SELECT $1, gen_random_uuid(), head.position, $2, here.* FROM head, whereabouts() AS here
RETURNING number, id, begun_at, position, kept, head
"""


class Epoch(NamedTuple):
    """number: from 1. position: after which it began: up to there the log is that of the epoch before.

    kept: whether the tables folded before are of this log as well. head: the table that holds its head.
    """

    number: int
    id: UUID
    begun_at: datetime
    position: int
    kept: bool
    head: int


async def epochs(connection: asyncpg.Connection | Connections) -> list[Epoch]:
    """Of the log, oldest first."""
    return [Epoch(*row) for row in await connection.fetch(OF_LOG)]


def sharing_tables(all_of_them: Sequence[Epoch]) -> tuple[UUID, ...]:
    """The newest epoch and those before it whose tables are still this log's, newest first."""
    shared: list[UUID] = []
    for epoch in reversed(all_of_them):
        shared.append(epoch.id)
        if not epoch.kept:
            break
    return tuple(shared)


async def recognise(dsn: str, code: str, restored: bool = False) -> Epoch | None:
    """Begins a new epoch when the log lies elsewhere than before; the one that it began.

    restored: begins one in any case; for copied files, which lie where they lay. Any login that may serve may do this.
    Raises Hindered.
    """
    async with _connected(dsn, code) as connection:
        if await connection.fetchval("SELECT pg_is_in_recovery()"):
            raise Hindered(RECOVERING)
        if not restored and await _lies_where_it_lay(connection):
            return None
        async with bounded(connection):
            await connection.execute("SELECT FROM head FOR UPDATE")  # another process may be at it
            return await _begin(connection, restored)


async def refuse_unrecognised(dsn: str, code: str) -> None:
    """For who only looks. Raises Hindered."""
    async with _connected(dsn, code) as connection:
        if not await _lies_where_it_lay(connection):
            raise Hindered(
                "This log was restored, or moved, since it was last opened; run first: aid-ledger migrate"
            )


@asynccontextmanager
async def _connected(dsn: str, code: str) -> AsyncIterator[asyncpg.Connection]:
    schemas = Schemas(code)
    settings = {"search_path": schemas.ledger, "role": schemas.role}
    connection = await asyncpg.connect(dsn, server_settings=settings, command_timeout=ANSWER)
    try:
        yield connection
    finally:
        await connection.close(timeout=2)


async def _lies_where_it_lay(connection: asyncpg.Connection) -> bool:
    return bool((await connection.fetchrow(STANDING))["the_same"])


async def _begin(connection: asyncpg.Connection, restored: bool) -> Epoch | None:
    standing = await connection.fetchrow(STANDING)
    if standing["the_same"] and not restored:
        return None
    kept = standing["kept"] and not restored
    epoch = Epoch(*await connection.fetchrow(BEGIN, standing["number"] + 1, kept))
    await connection.execute("UPDATE head SET epoch = $1", epoch.id)
    return epoch
