"""Bulk append against the recorder that comes with the library, at the largest save that suits it."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from tests.benchmarks.bulk_append import BATCH, EQUAL_TABLE, insert_bare, record
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.stored import batches, settled
from tests.benchmarks.timing import in_turns, times

SAVE = 1_000  # much more than that many bytes, and it never returns: see the note below


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (2, BATCH) if quick else (6, 10 * BATCH)
    events = [settled(count) for _ in range(rounds)]
    owner = await place.owner()
    await owner.execute(EQUAL_TABLE)
    stock = await asyncio.to_thread(stock_recorder, place.dsn)
    theirs, bare, ours = await in_turns(
        rounds,
        lambda number: asyncio.to_thread(save, stock, batches(events[number], SAVE)),
        lambda number: insert_bare(owner, batches(events[number], BATCH), number * count),
        lambda number: record(owner, batches(events[number], BATCH)),
    )
    await asyncio.to_thread(stock.datastore.close)
    await owner.close()
    theirs, bare, ours = theirs[1:], bare[1:], ours[1:]  # into empty tables goes quicker whatever comes first
    rates = (
        f"{count / min(ours):,.0f} events/s, the library's {count / min(theirs):,.0f} events/s; a bare insert of the"
        f" same rows, unchecked: {count / min(bare):,.0f} events/s, {min(theirs) / min(bare):.2f} times the library's"
    )
    return Measured({"": times(theirs, ours)}, rates)


def stock_recorder(dsn: str) -> PostgresApplicationRecorder:
    address = urlsplit(dsn)
    place = {name: values[0] for name, values in parse_qs(address.query).items()}
    store = PostgresDatastore(address.path.strip("/"), place["host"], place["port"], "postgres", "")
    recorder = PostgresApplicationRecorder(store)
    recorder.create_table()
    return recorder


def save(recorder: PostgresApplicationRecorder, groups: list[list[StoredEvent]]) -> None:
    for group in groups:
        recorder.insert_events(group)


LINE = Line(
    name="append-library",
    short="both wait for PostgreSQL to write the same rows; the figures beside say how far a bare insert comes",
    what="Bulk append against the library's own psycopg recorder",
    size="50,000 events; 5,000 a decision, the library 1,000 a save",
    bound=4,
    unit="×",
    measure=measure,
    note=(
        "Rows of 236 bytes: with the 450 of a payment's instruction the library's recorder hangs within a few saves of"
        " 1,000, in psycopg's pipeline, holding its table lock"
    ),
)
