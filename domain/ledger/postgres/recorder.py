"""The append: the only way anything enters the log.

One row (``head``) is the lock and the counter, so positions are gapless and in commit order and no follower
can miss an event. Under that lock every proposal of a group is checked against what was recorded since it
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

from domain.ledger.log import AlreadyAnswered, Moved, Proposal

MANY = 100  # events from which on COPY is worth its second round trip
COLUMNS = ("originator_id", "originator_version", "topic", "state", "notification_id", "recorded_at")


@dataclass(slots=True)
class Appended:
    """One proposal's fate within its group."""

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

    def admit(self, proposal: Proposal) -> Appended:
        """Takes the proposal in, or says why not."""
        taken = self.answered.get((proposal.actor, proposal.key)) if proposal.key else None
        if taken is not None:
            return Appended(refused=AlreadyAnswered(*taken))
        streams = {stream_of(event) for event in proposal.events}
        late = self._moved_since(proposal.read_at, streams | proposal.watched)
        if late:
            return Appended(refused=Moved(late))
        return self._take(proposal, streams)

    def _moved_since(self, read_at: int, streams: Iterable[UUID]) -> frozenset[UUID]:
        if not self.moved and not self.written:
            return frozenset()
        return frozenset(
            stream for stream in streams if self.moved.get(stream, 0) > read_at or stream in self.written
        )

    def _take(self, proposal: Proposal, streams: Iterable[UUID]) -> Appended:
        self.rows.extend(proposal.events)
        self.position += len(proposal.events)
        self.written.update(dict.fromkeys(streams, self.position))
        self.tags.extend(proposal.tags)
        self.keys.extend(proposal.keys)
        if proposal.key:
            record = (proposal.input_hash, proposal.answer, self.position)
            self.answered[proposal.actor, proposal.key] = record
            self.commands.append((proposal.actor, proposal.key, *record))
        return Appended(position=self.position)


def stream_of(event: StoredEvent) -> UUID:
    """The stream of a stored event; the library allows text ids too, this ledger has none."""
    return cast("UUID", event.originator_id)


async def append(
    connection: asyncpg.Connection, proposals: Sequence[Proposal], channel: str
) -> list[Appended]:
    """Appends a group of proposals in one transaction. Each one's fate is its own; order is kept."""
    async with connection.transaction():
        start, instant = await connection.fetchrow(
            "UPDATE head SET recorded_at = greatest(clock_timestamp(), recorded_at) RETURNING position, recorded_at"
        )
        group = _Group(start, await _moved(connection, start, proposals))
        group.answered = await _answered(connection, proposals)
        fates = [group.admit(proposal) for proposal in proposals]
        if group.rows:
            await _write(connection, group, start, instant)
            await connection.execute(
                "UPDATE head SET position = $1 RETURNING pg_notify($2, position::text)",
                group.position,
                channel,
            )
    return fates


async def _moved(connection: asyncpg.Connection, head: int, proposals: Sequence[Proposal]) -> dict[UUID, int]:
    """Streams that grew since the earliest read of the group, each with its last position."""
    since = min(proposal.read_at for proposal in proposals)
    if since >= head:
        return {}
    rows = await connection.fetch(
        "SELECT originator_id, max(notification_id) FROM ledger_events WHERE notification_id > $1 GROUP BY 1",
        since,
    )
    return dict(rows)


async def _answered(
    connection: asyncpg.Connection, proposals: Sequence[Proposal]
) -> dict[tuple[str, str], tuple[bytes, bytes, int]]:
    keyed = [proposal for proposal in proposals if proposal.key]
    rows = await connection.fetch(
        "SELECT actor, key, input_hash, answer, position FROM command"
        " JOIN unnest($1::text[], $2::text[]) AS asked (actor, key) USING (actor, key)",
        [proposal.actor for proposal in keyed],
        [proposal.key for proposal in keyed],
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
