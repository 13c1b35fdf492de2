"""What the recorder's checks cost: against a bare insert of the same rows into an equal table."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
from eventsourcing.persistence import StoredEvent

from domain.ledger.clock import SteadyClock
from domain.ledger.log import Proposal, stream_of
from domain.ledger.postgres.recorder import Recorder
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.stored import batches, settled
from tests.benchmarks.timing import in_turns, times

BATCH = 5_000

EQUAL_TABLE = "CREATE TABLE bare (LIKE ledger_events INCLUDING ALL)"
INSERT = (
    "INSERT INTO bare SELECT *, $6::timestamptz FROM"
    " unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[])"
)


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (2, BATCH) if quick else (6, 20 * BATCH)
    groups = [batches(settled(count), BATCH) for _ in range(rounds)]
    owner = await place.owner()
    await owner.execute(EQUAL_TABLE)
    bare, recorded = await in_turns(
        rounds,
        lambda number: insert_bare(owner, groups[number], number * count),
        lambda number: record(owner, groups[number]),
    )
    await owner.close()
    bare, recorded = bare[1:], recorded[1:]  # into empty tables goes quicker whatever comes first
    rates = f"{count / min(recorded):,.0f} events/s, bare {count / min(bare):,.0f} events/s"
    return Measured({"": times(bare, recorded)}, rates)


async def insert_bare(connection: asyncpg.Connection, groups: list[list[StoredEvent]], position: int) -> None:
    now = datetime.now(UTC)
    for group in groups:
        await connection.execute(
            INSERT,
            [event.originator_id for event in group],
            [event.originator_version for event in group],
            [event.topic for event in group],
            [event.state for event in group],
            range(position, position := position + len(group)),
            now,
        )


async def record(connection: asyncpg.Connection, groups: list[list[StoredEvent]]) -> None:
    """Each group a decision under a key, as commands append them."""
    epoch, now = await connection.fetchrow("SELECT epoch, clock_timestamp() FROM head")
    recorder = Recorder(epoch, "bench", SteadyClock(now))
    for group in groups:
        read_at = await connection.fetchval("SELECT position FROM head")
        decision = Proposal(read_at, group, actor="bench", key=stream_of(group[0]).hex)
        (appended,) = await recorder.append(connection, [decision])
        assert appended.position == read_at + len(group)


LINE = Line(
    name="append-bare",
    short="by the profile a tenth of the append is the function around the insert: counting, and its arguments",
    what="Bulk append through the recorder, against a bare asyncpg `INSERT … SELECT FROM unnest` of the same rows",
    size="100,000 events, 5,000 a decision",
    bound=0.9,
    unit="×",
    measure=measure,
)
