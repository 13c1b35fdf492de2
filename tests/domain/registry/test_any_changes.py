"""Whatever is told in whatever order, nobody has two places at once, and a month has one school that pays."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.policy.status import IN_REGISTRY, ChangeKind
from domain.refusal import Refusal
from domain.registry.student import Student, enrolment_id
from tests.support.memory import at_once, memory_story
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, person_of

SCHOOLS = (SCHOOL, OTHER_SCHOOL, "3637000003")
FIRST, REGISTERED = date(2015, 9, 1), "REGISTERED"
DAYS = [FIRST + timedelta(days=15 * n) for n in range(40)]

kinds = st.sampled_from(
    ["TRANSFER"] * 3 + ["SUSPEND", "RESUME", "RETAIN_FOR_SERVICE", "WITHDRAW", "CANCEL", REGISTERED]
)
told = st.tuples(kinds, st.integers(0, 3), st.sampled_from(DAYS), st.sampled_from(SCHOOLS))


@settings(max_examples=150, deadline=None)
@given(st.lists(told, min_size=4, max_size=12))
def test_nobody_is_in_the_registry_twice_on_one_day(history: list[tuple[str, int, date, str]]) -> None:
    story = memory_story()
    for school in SCHOOLS:
        at_once(story.school(school))
    (one,) = at_once(story.students(1))
    for kind, place, day, school in history:
        with suppress(Refusal):
            at_once(tell(story, one, kind, place, day, school))
    student = at_once(story.load(Student, person_of(one)))
    for day in DAYS:
        places = [e for e in student.enrolments.values() if e.status_on(day.isoformat()) in IN_REGISTRY]
        assert len(places) <= 1, (day, history)


async def tell(story: Story, one: str, kind: str, place: int, day: date, school: str) -> None:
    """Something about one of the person's places, or a registration at a school."""
    if kind == REGISTERED:
        registered = await story.registered([new_student(0, entry_date=day)], school)
        await story.approved(registered, school)
        return
    student = await story.load(Student, person_of(one))
    enrolment = student.enrolments[1 + place % len(student.enrolments)]
    entered = {"to_school_code": school} if kind == ChangeKind.TRANSFER else {}
    id = enrolment_id(student.id, enrolment.number)
    await story.change(id, kind, day.isoformat(), enrolment.school, **entered)
