"""A small province year after year, told through the real commands: some 400 events a student of a year's intake.

So it is the length of the past that grows, and nothing else: every year as many enter the same schools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from domain.aid.run import Run
from domain.policy.calendar import Term
from tests.benchmarks.place import Place
from tests.support.story import Story

TERMS = tuple(
    term for year in range(2015, 2025) for term in (f"{year}-AUTUMN", f"{year + 1}-SPRING")
)  # ten school years
SCHOOLS = 12
ENTERING = 2_400  # students a year
FAILING = 1 / 100  # of a term's first payments, for want of a card; they are paid again in a second run
LEAVING = 1 / 400  # of those who are paid, every term
ENOUGH = 1_200_00  # fen a student and term


@dataclass(slots=True)
class School:
    """paid: who was paid last; the last of them are the next to leave."""

    code: str
    students: int = 0
    paid: Sequence[str] = field(default_factory=list)


async def ten_years(place: Place, quick: bool, terms: int = len(TERMS)) -> None:
    """A million events, or the first hundred thousand of them in three terms; quick: few."""
    story = Story(place.ledger)
    schools = await opened(story, 2 if quick else SCHOOLS)
    for term in TERMS[:terms]:
        await tell(story, schools, term, 8 if quick else ENTERING)


async def opened(story: Story, schools: int) -> list[School]:
    return [School(await story.school(f"3637{number:06}")) for number in range(schools)]


async def tell(story: Story, schools: Sequence[School], term: str, entering: int) -> None:
    """Everything that happens in a term. entering: students at all the schools together, each autumn."""
    if term.endswith("AUTUMN"):
        await _enter(story, schools, entering // len(schools), int(term[:4]))
    await _begin(story, schools, term)
    for number, month in enumerate(map(str, Term.parse(term).months)):
        await _pay(story, schools, month, FAILING if number == 0 else 0)
    await _leave(story, schools, term)


async def _enter(story: Story, schools: Sequence[School], students: int, year: int) -> None:
    for school in schools:
        await story.students(students, school.code, entry_date=date(year, 9, 1))
        school.students += students


async def _begin(story: Story, schools: Sequence[School], term: str) -> None:
    for school in schools:
        await story.roster(school.code, term=term)
        await story.allocation(school.students * ENOUGH, school=school.code, term=term)


async def _pay(story: Story, schools: Sequence[School], month: str, failing: float) -> None:
    """The bank answers when every school has sent its run."""
    runs = [(school, await story.run(month, school.code)) for school in schools]
    for school, run in runs:
        school.paid = _lines(run)
        failed = _last(school.paid, failing)
        await story.bank(run, "SETTLED", school.paid[: len(school.paid) - len(failed)])
        if failed:
            await story.bank(run, "FAILED", failed)
            await story.bank(await story.run(month, school.code), "SETTLED")


async def _leave(story: Story, schools: Sequence[School], term: str) -> None:
    """Since the first day of the term's last month, which is paid already and is overpaid now."""
    day = Term.parse(term).months[-1].first_day.isoformat()
    for school in schools:
        for enrolment in _last(school.paid, LEAVING):
            await story.change(enrolment, "WITHDRAW", day, school.code)


def _lines(run: Run) -> Sequence[str]:
    return [f"{line.person}.{line.enrolment}" for line in run.lines]


def _last(enrolments: Sequence[str], share: float) -> Sequence[str]:
    return enrolments[len(enrolments) - ceil(len(enrolments) * share) :]
