"""What a change means to the enrolment entered that is recorded late for the enrolment left."""

from __future__ import annotations

from domain.policy.calendar import Month
from domain.refusal import Refusal
from domain.registry.student import Student
from tests.support.memory import memory_story
from tests.support.story import OTHER_SCHOOL, person_of


async def test_who_had_left_before_the_transfer_is_not_paid_at_the_school_entered() -> None:
    story = memory_story()
    await story.school()
    await story.school(OTHER_SCHOOL)
    (one,) = await story.students(1)
    await story.change(one, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    try:
        await story.change(one, "WITHDRAW", "2015-11-01")
    except Refusal:
        return  # to refuse it would do too
    student = await story.load(Student, person_of(one))
    assert student.payable_enrolment(Month(2016, 5)) is None
