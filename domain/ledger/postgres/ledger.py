"""The ledger of one province: its connections, its head, and what can be read from the log itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence, Set
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from domain.event import Event
from domain.ledger.clock import SteadyClock
from domain.ledger.codec import Codec
from domain.ledger.grown import GrownStreams
from domain.ledger.log import AlreadyAnswered, Proposal
from domain.ledger.postgres.access_log import Look, record_looks
from domain.ledger.postgres.connections import Connections, connections
from domain.ledger.postgres.epochs import Epoch, epochs, sharing_tables
from domain.ledger.postgres.grouped_reads import GroupedReads
from domain.ledger.postgres.grouping import LANES, GroupedAppender
from domain.ledger.postgres.instants import clock_steps, newest_by
from domain.ledger.postgres.outage import outages_told
from domain.ledger.postgres.recorder import LogReplaced, Recorder
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.postgres.small_reads import COLUMNS, FEW, Beginning, Since, beginnings, few_streams
from domain.ledger.privacy import Seals, unwrap_all
from domain.ledger.turns import Turns
from domain.policy.policy import Policy

HEAD = "head.position, head.epoch, head.tableoid"
PAGE = f"""
SELECT {COLUMNS}, recorded_at FROM (
    SELECT *, sum(length(state)) OVER (ORDER BY notification_id) - length(state) AS bytes_before
    FROM ledger_events WHERE notification_id > $1 ORDER BY notification_id LIMIT $2
) AS page WHERE bytes_before < $3 ORDER BY notification_id"""
NO_LIMIT = 2**62
STREAMS_A_STATEMENT = 5_000
YIELD_EVERY = 500  # events decoded before other work gets its turn
STATEMENT_SECONDS = 300.0  # of an append, whose sender gives it up much sooner
FOLLOWERS = 8  # connections of those who follow: two for each projection
# What is asked is planned once for all values, on each connection: planning a page anew takes longer than reading it,
# and every question here has one right road, whatever the values are.
PLANNED_ONCE = "force_generic_plan"
SAMPLE = 100  # keys by which the secret is told: one that is damaged says nothing about it


class Ledger:
    """One province's append-only log. Opened once a process with ``open_ledger``.

    epoch: of the log that was opened. sharing: it and the epochs before whose tables are still this log's.
    """

    def __init__(self, lanes: Lanes, schemas: Schemas, seals: Seals, codec: Codec, found: Found) -> None:
        self.pool = lanes.asking
        self.following = lanes.following
        self.schemas = schemas
        self.code = schemas.code
        self.policy = Policy.load(schemas.code)
        self.seals = seals
        self.codec = codec
        self.epoch = found.epochs[-1]
        self.sharing = sharing_tables(found.epochs)
        self.recorder = Recorder(found.epoch, schemas.channel, SteadyClock(found.instant))
        self.appender = GroupedAppender(lanes.writing, self.recorder)
        self.turns = Turns()
        self.grown = GrownStreams()
        self._beginnings = GroupedReads[Beginning, Any](lambda asked: beginnings(self.pool, asked))
        self._few_streams = GroupedReads[Since, Any](lambda asked: few_streams(self.pool, asked))
        self._looks = GroupedReads[Look, None](lambda looks: record_looks(self.pool, looks))

    async def begin(self, actor: str, key: str) -> int:
        """The position to decide at. Raises AlreadyAnswered when something is recorded under the actor's key."""
        with outages_told():
            position, *taken = await self._beginnings.ask(Beginning(actor, self.seals.mark(actor, key), key))
        if taken[0] is not None:
            raise AlreadyAnswered(*taken)
        return int(position)

    async def append(self, proposal: Proposal) -> int:
        """The position after the append. Raises Moved, AlreadyAnswered, LedgerUnavailable."""
        with outages_told():
            return await self.appender.submit(proposal)

    async def record_look(self, actor: str, operation: str, persons: Set[UUID]) -> None:
        """Puts on record whose data somebody is about to be shown: await it before they are."""
        with outages_told():
            await self._looks.ask(Look(actor, operation, persons))

    async def position(self, connection: asyncpg.Connection | None = None) -> int:
        """The position of the newest event; 0 for an empty ledger. Raises LogReplaced."""
        return self.head(await (connection or self.pool).fetchrow(f"SELECT {HEAD} FROM head"))

    def head(self, row: Sequence[Any]) -> int:
        """The position in a row that begins with the columns HEAD of the head's. Raises LogReplaced."""
        position, epoch, table = row[:3]
        if (epoch, table) != (self.recorder.epoch, self.epoch.head):
            raise LogReplaced("the log is another one than was opened")
        return int(position)

    async def position_at(self, instant: datetime) -> int:
        """The newest position recorded at or before ``instant``: the same one whenever it is asked."""
        # An append has its instant before its rows are seen: what is under way now could still be earlier.
        head = await self.pool.fetchrow(f"SELECT {HEAD} FROM head FOR SHARE")
        return await newest_by(self.pool, instant, self.head(head))

    async def clock_steps(self) -> list[int]:
        """The positions after which the clock went back, the newest first."""
        return await clock_steps(self.pool)

    async def page(
        self, after: int, limit: int, connection: asyncpg.Connection | None = None, most_bytes: int = NO_LIMIT
    ) -> list[asyncpg.Record]:
        """Raw rows after a position, oldest first, with ``recorded_at``; read on a connection of the caller's own,
        if it has one with other limits than a request. The row with which their states come to ``most_bytes`` is the
        last one.
        """
        rows: list[asyncpg.Record] = await (connection or self.pool).fetch(PAGE, after, limit, most_bytes)
        return rows

    async def rows_at(self, positions: Iterable[int]) -> dict[int, asyncpg.Record]:
        """Raw rows by position."""
        rows = await self.pool.fetch(
            f"SELECT {COLUMNS}, recorded_at FROM ledger_events WHERE notification_id = ANY($1::bigint[])",
            list(positions),
        )
        return {row["notification_id"]: row for row in rows}

    async def event_at(self, position: int) -> Event:
        """The event that was recorded at a position."""
        with outages_told():
            rows = await self.rows_at([position])
        return self.codec.decode(rows[position])

    async def streams(
        self, ids: Sequence[UUID], known: Mapping[UUID, int] = MappingProxyType({})
    ) -> AsyncIterator[list[Event]]:
        """The events of each stream that exists, one stream at a time, in version order.

        known: streams of which only what follows a version is wanted; one that has not grown is left out.
        """
        if 0 < len(ids) + len(known) <= FEW:
            with outages_told():
                rows = await self._few_streams.ask({**dict.fromkeys(sorted(ids), 0), **known})
            async for events in self._by_stream(rows):
                yield events
            return
        if known:
            async for events in self._by_stream(await self._since(known)):
                yield events
            ids = [id for id in ids if id not in known]
        for offset in range(0, len(ids), STREAMS_A_STATEMENT):
            with outages_told():
                rows = await self.pool.fetch(
                    f"SELECT {COLUMNS} FROM ledger_events WHERE originator_id = ANY($1::uuid[])"
                    " ORDER BY originator_id, originator_version",
                    ids[offset : offset + STREAMS_A_STATEMENT],
                )
            async for events in self._by_stream(rows):
                yield events

    async def _since(self, known: Mapping[UUID, int]) -> Sequence[asyncpg.Record]:
        with outages_told():
            return await self.pool.fetch(
                f"SELECT {COLUMNS} FROM unnest($1::uuid[], $2::bigint[]) AS known (id, version)"
                " JOIN ledger_events ON originator_id = id AND originator_version > version"
                " ORDER BY originator_id, originator_version",
                list(known),
                list(known.values()),
            )

    async def _by_stream(self, rows: Sequence[asyncpg.Record]) -> AsyncIterator[list[Event]]:
        events: list[Event] = []
        for count, row in enumerate(rows, 1):
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

    async def keys_of(self, persons: Iterable[UUID]) -> dict[UUID, bytes | None]:
        """The keys of persons: None where it is damaged; one who was erased is absent."""
        with outages_told():
            rows = await self.pool.fetch(
                "SELECT person, wrapped FROM person_key WHERE person = ANY($1::uuid[])", list(set(persons))
            )
        return unwrap_all(self.seals, ((row[0], row[1]) for row in rows))

    async def person_under(self, number: str) -> UUID | None:
        """Who is known by an ID number or a J number; None for nobody, and for who was erased."""
        with outages_told():
            found: UUID | None = await self.pool.fetchval(
                "SELECT person FROM person_key WHERE person = ANY($1::uuid[])",
                list(self.seals.persons(number)),
            )
        return found

    async def opens_keys(self) -> bool:
        """Whether the persons' keys were wrapped under this secret; true while there are none."""
        rows = await self.pool.fetch("SELECT person, wrapped FROM person_key LIMIT $1", SAMPLE)
        return not rows or any(unwrap_all(self.seals, rows).values())

    @property
    def clock(self) -> SteadyClock:
        """The database's, as it was seen since the ledger was opened."""
        return self.recorder.clock

    async def look_at_clock(self) -> bool:
        """Compares the database's clock with what it should show. Answers whether it jumped, just now."""
        return self.clock.look(await self.pool.fetchval("SELECT clock_timestamp()"))


class Lanes(NamedTuple):
    """Connections by who uses them, so that many who ask hold up neither writing nor following."""

    asking: Connections
    writing: Connections
    following: Connections


class Found(NamedTuple):
    """Of the log, when it was opened: which one it is, what time it was, and what it was before."""

    epoch: UUID
    instant: datetime
    epochs: Sequence[Epoch]


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

    events: every kind that the log may hold, by its stored name (``domain.catalogue.EVENTS``). pool_size: of the
    connections that ask; as many as there are lanes and followers come to them.
    """
    schemas = Schemas(code)
    async with AsyncExitStack() as stack:

        async def lane(
            size: int, seconds: float, named: str = schemas.sessions, **settings: str
        ) -> Connections:
            session = {**_session(schemas, named), **settings}
            return await stack.enter_async_context(connections(dsn, session, size, seconds))

        lanes = Lanes(
            await lane(pool_size, statement_timeout, plan_cache_mode=PLANNED_ONCE),
            await lane(LANES, STATEMENT_SECONDS),
            await lane(FOLLOWERS, statement_timeout, schemas.following),
        )
        epoch, instant = await lanes.asking.fetchrow("SELECT epoch, clock_timestamp() FROM head")
        found = Found(epoch, instant, await epochs(lanes.asking))
        ledger = Ledger(lanes, schemas, Seals(secret, code), Codec(events), found)
        yield ledger
        await ledger.appender.close()


def _session(schemas: Schemas, named: str) -> dict[str, str]:
    return {
        "search_path": f"{schemas.read}, {schemas.ledger}",
        "role": schemas.role,
        "application_name": named,
    }
