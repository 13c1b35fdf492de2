"""One large run: drafted, read, approved, every payment with the facts that justify it; against its events alone."""

from __future__ import annotations

import asyncpg
from eventsourcing.persistence import StoredEvent

from domain.ledger.postgres.small_reads import COLUMNS
from domain.policy.calendar import Term
from tests.benchmarks.bulk_append import BATCH, EQUAL_TABLE, insert_bare
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.stored import batches
from tests.benchmarks.timing import seconds, times
from tests.support.story import TERM, Story

SINCE = f"SELECT {COLUMNS} FROM ledger_events WHERE notification_id > $1 ORDER BY notification_id"


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (1, 200) if quick else (3, 20_000)
    story, owner = Story(place.ledger), await place.owner()
    await enrolled(story, count)
    await owner.execute(EQUAL_TABLE)
    whole: list[float] = []
    bare: list[float] = []
    for month in Term.parse(TERM).months[:rounds]:
        before = await place.ledger.position()
        whole.append(await seconds(pay(story, str(month), count)))
        groups = batches(await recorded_since(owner, before), BATCH)
        bare.append(await seconds(insert_bare(owner, groups, before + 1)))
    await owner.close()
    rates = f"{count / min(whole):,.0f} payments/s, the bare append {count / min(bare):,.0f}"
    return Measured({"": times(bare, whole)}, rates)


async def enrolled(story: Story, count: int) -> None:
    """A school whose students are all on the roster, and money for the term."""
    await story.school()
    await story.students(count)
    await story.roster()
    await story.allocation(count * 1_000_00)


async def pay(story: Story, month: str, count: int) -> None:
    run = await story.run(month)
    assert len(run.lines) == count


async def recorded_since(connection: asyncpg.Connection, position: int) -> list[StoredEvent]:
    return [StoredEvent(*row[:4]) for row in await connection.fetch(SINCE, position)]


LINE = Line(
    name="run-of-payments",
    short="by the profile it is Python that decides line by line, and a fifth is reading the students",
    what="One run, from its draft to `INSTRUCTED`, justification included, against the bare append of its events",
    size="20,000 payments of one school",
    bound=0.1,
    unit="×",
    measure=measure,
    note=(
        "Draft, reading the draft and its digest, approval; each payment is recorded with the facts that justify it."
        " Bare: the same rows by `INSERT … SELECT FROM unnest`, 5,000 a statement"
    ),
)
