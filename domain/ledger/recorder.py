"""The append: the only way anything enters the log.

One row (``head``) is the lock and the counter, so positions are gapless and in commit order and no follower
can miss an event. Under that lock every decision of a group is checked against what was recorded since it
read; those that fail are told so, the rest commit together in one transaction and one flush.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

MANY = 100  # events from which on COPY is worth its second round trip
COLUMNS = ("originator_id", "originator_version", "topic", "state", "notification_id", "recorded_at")


class Moved(Exception):
    """A stream that the decision read or writes has grown since it was read: decide again."""

    def __init__(self, streams: frozenset[UUID]) -> None:
        super().__init__(f"{len(streams)} streams moved")
        self.streams = streams


class AlreadyAnswered(Exception):
    """The key of this command is taken: here is what was recorded under it."""

    def __init__(self, input_hash: bytes, answer: bytes, position: int) -> None:
        super().__init__("key taken")
        self.input_hash = input_hash
        self.answer = answer
        self.position = position


@dataclass(slots=True)
class Decision:
    """What one command decided, on what, and what it will answer.

    read_at: the head's position before anything was loaded. watched: the streams that it decided on, beside
    those it writes. Nothing of ``watched`` and of the streams in ``events`` may have been recorded after read_at.
    """

    read_at: int
    events: Sequence[StoredEvent]
    watched: frozenset[UUID] = frozenset()
    tags: Sequence[tuple[str, UUID]] = ()
    keys: Sequence[tuple[UUID, bytes]] = ()
    actor: str = ""
    key: str = ""
    input_hash: bytes = b""
    answer: bytes = b""


@dataclass(slots=True)
class Appended:
    """One decision's fate within its group."""

    position: int = 0
    refused: Exception | None = None


@dataclass(slots=True)
class _Group:
    """What one transaction will write."""

    position: int
    moved: dict[UUID, int]
    written: dict[UUID, int] = field(default_factory=dict)
    rows: list[StoredEvent] = field(default_factory=list)
    tags: list[tuple[str, UUID]] = field(default_factory=list)
    keys: list[tuple[UUID, bytes]] = field(default_factory=list)
    commands: list[tuple[str, str, bytes, bytes, int]] = field(default_factory=list)
    answered: dict[tuple[str, str], tuple[bytes, bytes, int]] = field(default_factory=dict)

    def admit(self, decision: Decision) -> Appended:
        """Takes the decision in, or says why not."""
        taken = self.answered.get((decision.actor, decision.key)) if decision.key else None
        if taken is not None:
            return Appended(refused=AlreadyAnswered(*taken))
        streams = {stream_of(event) for event in decision.events}
        late = self._moved_since(decision.read_at, streams | decision.watched)
        if late:
            return Appended(refused=Moved(late))
        return self._take(decision, streams)

    def _moved_since(self, read_at: int, streams: Iterable[UUID]) -> frozenset[UUID]:
        if not self.moved and not self.written:
            return frozenset()
        return frozenset(
            stream for stream in streams if self.moved.get(stream, 0) > read_at or stream in self.written
        )

    def _take(self, decision: Decision, streams: Iterable[UUID]) -> Appended:
        self.rows.extend(decision.events)
        self.position += len(decision.events)
        self.written.update(dict.fromkeys(streams, self.position))
        self.tags.extend(decision.tags)
        self.keys.extend(decision.keys)
        if decision.key:
            record = (decision.input_hash, decision.answer, self.position)
            self.answered[decision.actor, decision.key] = record
            self.commands.append((decision.actor, decision.key, *record))
        return Appended(position=self.position)


def stream_of(event: StoredEvent) -> UUID:
    """The stream of a stored event; the library allows text ids too, this ledger has none."""
    return cast("UUID", event.originator_id)


async def append(
    connection: asyncpg.Connection, decisions: Sequence[Decision], channel: str
) -> list[Appended]:
    """Appends a group of decisions in one transaction. Each one's fate is its own; order is kept."""
    async with connection.transaction():
        start, instant = await connection.fetchrow(
            "UPDATE head SET recorded_at = greatest(clock_timestamp(), recorded_at) RETURNING position, recorded_at"
        )
        group = _Group(start, await _moved(connection, start, decisions))
        group.answered = await _answered(connection, decisions)
        fates = [group.admit(decision) for decision in decisions]
        if group.rows:
            await _write(connection, group, start, instant)
            await connection.execute(
                "UPDATE head SET position = $1 RETURNING pg_notify($2, position::text)",
                group.position,
                channel,
            )
    return fates


async def _moved(connection: asyncpg.Connection, head: int, decisions: Sequence[Decision]) -> dict[UUID, int]:
    """Streams that grew since the earliest read of the group, each with its last position."""
    since = min(decision.read_at for decision in decisions)
    if since >= head:
        return {}
    rows = await connection.fetch(
        "SELECT originator_id, max(notification_id) FROM ledger_events WHERE notification_id > $1 GROUP BY 1",
        since,
    )
    return dict(rows)


async def _answered(
    connection: asyncpg.Connection, decisions: Sequence[Decision]
) -> dict[tuple[str, str], tuple[bytes, bytes, int]]:
    keyed = [decision for decision in decisions if decision.key]
    rows = await connection.fetch(
        "SELECT actor, key, input_hash, answer, position FROM command"
        " JOIN unnest($1::text[], $2::text[]) AS asked (actor, key) USING (actor, key)",
        [decision.actor for decision in keyed],
        [decision.key for decision in keyed],
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


async def _write(connection: asyncpg.Connection, group: _Group, start: int, instant: datetime) -> None:
    await write_events(connection, group.rows, start, instant)
    if group.keys:
        await connection.execute(
            "INSERT INTO person_key SELECT * FROM unnest($1::uuid[], $2::bytea[])",
            *map(list, zip(*group.keys, strict=True)),
        )
    if group.tags:
        await connection.execute(
            "INSERT INTO tag SELECT * FROM unnest($1::text[], $2::uuid[]) ON CONFLICT DO NOTHING",
            *map(list, zip(*group.tags, strict=True)),
        )
    if group.commands:
        await connection.execute(
            "INSERT INTO command SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bigint[])",
            *map(list, zip(*group.commands, strict=True)),
        )


async def write_events(
    connection: asyncpg.Connection, rows: Sequence[StoredEvent], after: int, instant: datetime
) -> None:
    """Inserts events at the positions that follow ``after``. A version taken twice raises UniqueViolationError."""
    if len(rows) >= MANY:
        places = enumerate(rows, after + 1)
        records = ((r.originator_id, r.originator_version, r.topic, r.state, n, instant) for n, r in places)
        await connection.copy_records_to_table("ledger_events", records=records, columns=COLUMNS)
        return
    await connection.execute(
        "INSERT INTO ledger_events SELECT *, $6::timestamptz FROM"
        " unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[])",
        [row.originator_id for row in rows],
        [row.originator_version for row in rows],
        [row.topic for row in rows],
        [row.state for row in rows],
        range(after + 1, after + 1 + len(rows)),
        instant,
    )
