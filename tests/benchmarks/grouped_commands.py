"""What grouping brings: many small commands at once against the same ones, each after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice

from domain.policy.calendar import Term
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, times
from tests.support.story import Story

COMMANDS = 64


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (2, 8) if quick else (9, COMMANDS)
    schools = [f"3637{number:06}" for number in range(count)]
    terms = list(islice(fresh_terms(), 2 * rounds))
    story = Story(place.ledger)
    for school in schools:
        await story.school(school)
    alone, together = await in_turns(
        rounds,
        lambda number: one_by_one(story, schools, terms[number]),
        lambda number: all_at_once(story, schools, terms[rounds + number]),
    )
    rates = f"{count / min(together):,.0f} commands/s, one by one {count / min(alone):,.0f} commands/s"
    return Measured({"": times(alone, together)}, rates)


async def one_by_one(story: Story, schools: Sequence[str], term: str) -> None:
    for school in schools:
        await story.allocation(school=school, term=term)


async def all_at_once(story: Story, schools: Sequence[str], term: str) -> None:
    await asyncio.gather(*(story.allocation(school=school, term=term) for school in schools))


def fresh_terms() -> Iterator[str]:
    """A fresh one each time, so that no account is longer than another."""
    term = Term.parse("2010-AUTUMN")
    while True:
        yield str(term)
        term = term.next()


LINE = Line(
    name="commands-at-once",
    short=("what is left is Python, on one core: each command decides by itself"),
    what="64 commands at once against the same commands one by one, in process",
    size="allocations to 64 schools",
    bound=8,
    unit="×",
    measure=measure,
    note="What a command at once still takes is Python: reads and appends are shared",
)
