"""Two school years of a small province, told through the real commands: about 43 events a student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from domain.policy.calendar import Term
from tests.benchmarks.place import Place
from tests.support.story import Story

TERMS = ("2015-AUTUMN", "2016-SPRING", "2016-AUTUMN", "2017-SPRING")
SCHOOL_SIZE = 2_000
FAILING = 1 / 100  # of a term's first payments, for want of a card; they are paid again in a second run
LEAVING = 1 / 400  # of a school's students, every term
ENOUGH = 1_000_00  # fen a student and term


@dataclass(slots=True)
class School:
    """Who is still there; the last are the next to leave."""

    code: str
    enrolments: list[str]

    def last(self, share: float) -> Sequence[str]:
        return self.enrolments[len(self.enrolments) - ceil(len(self.enrolments) * share) :]


async def two_years(place: Place, quick: bool) -> int:
    """A million events, or few; how many."""
    return await write(Story(place.ledger), 60 if quick else 24_000)


async def write(story: Story, students: int, terms: Sequence[str] = TERMS) -> int:
    """Everything that happens to that many students; the number of events that it left."""
    schools = [await _open(story, number, students) for number in range(-(-students // SCHOOL_SIZE))]
    for term in terms:
        await _begin(story, schools, term)
        for number, month in enumerate(map(str, Term.parse(term).months)):
            await _pay(story, schools, month, FAILING if number == 0 else 0)
        await _leave(story, schools, term)
    return await story.ledger.position()


async def _open(story: Story, number: int, students: int) -> School:
    code = await story.school(f"3637{number:06}")
    size = min(SCHOOL_SIZE, students - number * SCHOOL_SIZE)
    return School(code, await story.students(size, code))


async def _begin(story: Story, schools: Sequence[School], term: str) -> None:
    for school in schools:
        await story.roster(school.code, term=term)
        await story.allocation(len(school.enrolments) * ENOUGH, school=school.code, term=term)


async def _pay(story: Story, schools: Sequence[School], month: str, failing: float) -> None:
    """The bank answers when every school has sent its run."""
    runs = [(school, await story.run(month, school.code)) for school in schools]
    for school, run in runs:
        failed = school.last(failing)
        await story.bank(run, "SETTLED", school.enrolments[: len(school.enrolments) - len(failed)])
        if failed:
            await story.bank(run, "FAILED", failed)
            await story.bank(await story.run(month, school.code), "SETTLED")


async def _leave(story: Story, schools: Sequence[School], term: str) -> None:
    """Since the first day of the term's last month, which is paid already and is overpaid now."""
    day = Term.parse(term).months[-1].first_day.isoformat()
    for school in schools:
        for enrolment in school.last(LEAVING):
            await story.change(enrolment, "WITHDRAW", day, school.code)
            school.enrolments.remove(enrolment)
