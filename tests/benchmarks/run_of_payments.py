"""One large run: drafted, read, approved; every payment with the facts that justify it."""

from __future__ import annotations

from domain.policy.calendar import Term
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.timing import best
from tests.support.story import TERM, Story


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (1, 200) if quick else (3, 20_000)
    months = Term.parse(TERM).months
    story = Story(place.ledger)
    await enrolled(story, count)
    (seconds,) = await best(rounds, lambda number: pay(story, str(months[number]), count))
    return Measured(count / seconds, f"{count:,} payments in {seconds:.2f} s")


async def enrolled(story: Story, count: int) -> None:
    """A school whose students are all on the roster, and money for the term."""
    await story.school()
    await story.students(count)
    await story.roster()
    await story.allocation(count * 1_000_00)


async def pay(story: Story, month: str, count: int) -> None:
    run = await story.run(month)
    assert len(run.lines) == count


LINE = Line(
    what="One run, from its draft to `INSTRUCTED`, justification included",
    size="20,000 payments of one school",
    bound=10_000,
    unit=" payments/s",
    measure=measure,
    note="Draft, reading the draft and its digest, approval; each payment is recorded with the facts that justify it",
)
