"""The ledger of one province: its connections, its head, and what can be read from the log itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag

from domain.event import Event
from domain.ledger.codec import Codec
from domain.ledger.log import AlreadyAnswered, Proposal
from domain.ledger.postgres.grouping import GroupedAppender
from domain.ledger.postgres.outage import outages_told
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.privacy import Seals, unwrap_all
from domain.policy.policy import Policy

COLUMNS = "originator_id, originator_version, topic, state, notification_id"
STREAMS_A_STATEMENT = 5_000
YIELD_EVERY = 500  # events decoded before other work gets its turn


class Ledger:
    """One province's append-only log. Opened once a process with ``open_ledger``."""

    def __init__(self, pool: asyncpg.Pool, schemas: Schemas, code: str, seals: Seals, codec: Codec) -> None:
        self.pool = pool
        self.schemas = schemas
        self.code = code
        self.policy = Policy.load(code)
        self.seals = seals
        self.codec = codec
        self.appender = GroupedAppender(pool, schemas.channel)
        self.retries = asyncio.Lock()  # held by the one overtaken command that decides again
        self.overtaken = 0  # decisions that had to be made again, since the process began

    async def begin(self, actor: str, key: str) -> int:
        """The position to decide at. Raises AlreadyAnswered when something is recorded under the actor's key."""
        with outages_told():
            position, *taken = await self.pool.fetchrow(
                "SELECT head.position, input_hash, answer, command.position FROM head"
                " LEFT JOIN command ON actor = $1 AND key = $2",
                actor,
                key,
            )
        if taken[0] is not None:
            raise AlreadyAnswered(*taken)
        return int(position)

    async def append(self, proposal: Proposal) -> int:
        """The position after the append. Raises Moved, AlreadyAnswered, LedgerUnavailable."""
        with outages_told():
            return await self.appender.submit(proposal)

    async def position(self) -> int:
        """The position of the newest event; 0 for an empty ledger."""
        head: int = await self.pool.fetchval("SELECT position FROM head")
        return head

    async def position_at(self, instant: datetime) -> int:
        """The newest position recorded at or before ``instant``: the same one whenever it is asked."""
        # An append has its instant before its rows are seen: what is under way now could still be earlier.
        await self.pool.execute("SELECT FROM head FOR SHARE")
        first, last = 0, await self.position()
        while first < last:  # instants never go back along positions, so halving finds it without an index
            middle = (first + last + 1) // 2
            if await self._recorded_at(middle) <= instant:
                first = middle
            else:
                last = middle - 1
        return first

    async def _recorded_at(self, position: int) -> datetime:
        instant: datetime = await self.pool.fetchval(
            "SELECT recorded_at FROM ledger_events WHERE notification_id = $1", position
        )
        return instant

    async def page(
        self, after: int, limit: int, connection: asyncpg.Connection | None = None
    ) -> list[asyncpg.Record]:
        """Raw rows after a position, oldest first, with ``recorded_at``; read on a connection of the caller's own,
        if it has one with other limits than a request.
        """
        rows: list[asyncpg.Record] = await (connection or self.pool).fetch(
            f"SELECT {COLUMNS}, recorded_at FROM ledger_events WHERE notification_id > $1"
            " ORDER BY notification_id LIMIT $2",
            after,
            limit,
        )
        return rows

    async def rows_at(self, positions: Iterable[int]) -> dict[int, asyncpg.Record]:
        """Raw rows by position."""
        rows = await self.pool.fetch(
            f"SELECT {COLUMNS}, recorded_at FROM ledger_events WHERE notification_id = ANY($1::bigint[])",
            list(positions),
        )
        return {row["notification_id"]: row for row in rows}

    async def streams(self, ids: Sequence[UUID]) -> AsyncIterator[list[Event]]:
        """The events of each stream that exists, one stream at a time, in version order."""
        for offset in range(0, len(ids), STREAMS_A_STATEMENT):
            with outages_told():
                rows = await self.pool.fetch(
                    f"SELECT {COLUMNS} FROM ledger_events WHERE originator_id = ANY($1::uuid[])"
                    " ORDER BY originator_id, originator_version",
                    ids[offset : offset + STREAMS_A_STATEMENT],
                )
            async for events in self._by_stream(rows):
                yield events

    async def _by_stream(self, rows: Sequence[asyncpg.Record]) -> AsyncIterator[list[Event]]:
        events: list[Event] = []
        for count, row in enumerate(rows):
            if events and events[0].originator_id != row[0]:
                yield events
                events = []
            events.append(self.codec.decode(row))
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        if events:
            yield events

    async def moved_since(self, position: int, streams: Sequence[UUID]) -> set[UUID]:
        """Those of the streams that grew after a position."""
        with outages_told():
            rows = await self.pool.fetch(
                "SELECT id FROM unnest($2::uuid[]) AS asked (id) WHERE"
                " (SELECT notification_id FROM ledger_events WHERE originator_id = id"
                " ORDER BY originator_version DESC LIMIT 1) > $1",
                position,
                streams,
            )
        return {row[0] for row in rows}

    async def tagged(self, tags: Sequence[str]) -> list[UUID]:
        """The streams that carry one of the tags, in a stable order."""
        with outages_told():
            rows = await self.pool.fetch(
                "SELECT DISTINCT originator_id FROM tag WHERE tag = ANY($1::text[]) ORDER BY originator_id",
                tags,
            )
        return [row[0] for row in rows]

    async def keys_of(self, persons: Iterable[UUID]) -> dict[UUID, bytes]:
        """The keys of persons; one who was erased is absent."""
        with outages_told():
            rows = await self.pool.fetch(
                "SELECT person, wrapped FROM person_key WHERE person = ANY($1::uuid[])", list(set(persons))
            )
        return unwrap_all(self.seals, ((row[0], row[1]) for row in rows))

    async def opens_keys(self) -> bool:
        """Whether the persons' keys were wrapped under this secret; true while there are none."""
        row = await self.pool.fetchrow("SELECT person, wrapped FROM person_key LIMIT 1")
        try:
            return row is None or bool(self.seals.unwrap(*row))
        except InvalidTag:
            return False

    async def close(self) -> None:
        await self.appender.close()
        await self.pool.close()


@asynccontextmanager
async def open_ledger(
    dsn: str,
    code: str,
    secret: str,
    events: Mapping[str, type[Event]],
    *,
    pool_size: int = 8,
    statement_timeout: float = 30.0,
) -> AsyncIterator[Ledger]:
    """Connects as the application's role, which may read and append and nothing else.

    events: every kind that the log may hold, by its stored name (``domain.catalogue.EVENTS``).
    """
    schemas = Schemas(code)
    settings = {
        "search_path": f"{schemas.read}, {schemas.ledger}",
        "role": schemas.role,
        "application_name": f"aid-ledger {code}",
        "statement_timeout": str(int(statement_timeout * 1000)),
    }
    options: dict[str, Any] = {"min_size": 1, "max_size": pool_size, "server_settings": settings}
    options["reset"] = _as_it_is
    async with asyncpg.create_pool(dsn, **options) as pool:
        ledger = Ledger(pool, schemas, code, Seals(secret, code), Codec(events))
        yield ledger
        await ledger.appender.close()


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nobody here changes a session's state, so asyncpg's resetting would only double the round trips."""
