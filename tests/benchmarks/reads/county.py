"""The county that is asked about: fifty schools of fifty students, four months paid, ten terms of money."""

from __future__ import annotations

from collections.abc import Sequence

from domain.policy.calendar import Term
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup
from tests.benchmarks.place import Place
from tests.support.people import POLICY
from tests.support.story import TERM, Story

STUDENTS = 50  # of a school: a page of the roster, and of a month's payments
MONTHS = tuple(map(str, Term.parse(TERM).months[:4]))
TERMS = tuple(f"{year}-{half}" for year in range(2011, 2016) for half in ("SPRING", "AUTUMN"))  # up to TERM


async def write(place: Place, quick: bool) -> None:
    """10,000 payments, readable."""
    schools = [f"3637{number:06}" for number in range(2 if quick else 50)]
    story = Story(place.ledger)
    for school in schools:
        await _tell(story, school, STUDENTS, MONTHS[:1] if quick else MONTHS)
    await _fold(place)
    await place.come_to_rest()


async def _tell(story: Story, school: str, students: int, months: Sequence[str]) -> None:
    await story.school(school)
    await story.students(students, school)
    await story.roster(school)
    for term in TERMS:
        await story.allocation(students * 1_000_00, school=school, term=term)
    for month in months:
        await story.run(month, school)


async def _fold(place: Place) -> None:
    projections = all_projections(POLICY)
    async with place.ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    await Follower(place.ledger, projections, Wakeup(place.dsn, place.ledger.schemas)).catch_up()
