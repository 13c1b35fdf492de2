"""Changes that are recorded after later ones: what they leave of study years, majors and places."""

from __future__ import annotations

import pytest

from domain.policy.calendar import Month
from domain.refusal import Refusal
from domain.registry.student import Student
from tests.support.memory import memory_story
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, person_of

THIRD_SCHOOL = "3637000003"
SEPTEMBER, OCTOBER = Month(2016, 9), Month(2016, 10)


async def two_schools() -> tuple[Story, str]:
    """One student, entered in 2015."""
    story = memory_story()
    await story.school(SCHOOL)
    await story.school(OTHER_SCHOOL)
    (one,) = await story.students(1)
    return story, one


async def student(story: Story, enrolment: str) -> Student:
    return await story.load(Student, person_of(enrolment))


async def test_a_grade_repeated_before_a_transfer_counts_at_the_new_school_even_when_told_later() -> None:
    story, one = await two_schools()
    await story.change(one, "TRANSFER", "2016-10-10", to_school_code=OTHER_SCHOOL)
    await story.change(one, "REPEAT_GRADE", "2016-09-01")
    left, entered = (await student(story, one)).enrolments.values()
    assert (left.study_year(SEPTEMBER), entered.study_year(OCTOBER)) == (1, 1)


async def test_a_major_changed_before_two_transfers_is_studied_at_the_last_school() -> None:
    story, one = await two_schools()
    await story.change(one, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    there = one.replace(".1", ".2")
    await story.change(there, "TRANSFER", "2016-04-10", OTHER_SCHOOL, to_school_code=SCHOOL)
    major = {"to_major_code": "010200", "to_major_name": "现代农艺技术"}
    await story.change(one, "CHANGE_MAJOR", "2016-01-10", **major)
    assert [e.major_on("2016-05-01")[0] for e in (await student(story, one)).enrolments.values()] == [
        "010200"
    ] * 3


async def test_a_repetition_that_falls_into_a_suspension_told_later_does_not_count() -> None:
    story, one = await two_schools()
    await story.change(one, "REPEAT_GRADE", "2016-09-10")
    await story.change(one, "SUSPEND", "2016-09-01")
    assert (await student(story, one)).enrolments[1].study_year(OCTOBER) == 2
    await story.change(one, "RESUME", "2016-09-05")
    assert (await student(story, one)).enrolments[1].study_year(OCTOBER) == 1


@pytest.mark.parametrize(
    ("kind", "to_school"),
    [("SUSPEND", None), ("RETAIN_FOR_SERVICE", None), ("WITHDRAW", None), ("TRANSFER", THIRD_SCHOOL)],
)
async def test_what_is_told_late_of_the_school_left_must_leave_the_transfer_standing(
    kind: str, to_school: str | None
) -> None:
    story, one = await two_schools()
    await story.school(THIRD_SCHOOL)
    await story.change(one, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    with pytest.raises(Refusal, match="enrolled at school 3637000002 from 2016-03-10"):
        await story.requested(one, kind, "2016-03-01", to_school_code=to_school)
    await story.change(one.replace(".1", ".2"), "CANCEL", "2016-03-10", OTHER_SCHOOL)
    await story.change(one, kind, "2016-03-01", to_school_code=to_school)


async def test_a_pause_that_ended_before_the_transfer_can_still_be_told() -> None:
    story, one = await two_schools()
    await story.change(one, "SUSPEND", "2015-10-01")
    await story.change(one, "RESUME", "2016-01-01")
    await story.change(one, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    await story.change(one, "RESUME", "2015-11-01")
    await story.change(one, "CANCEL", "2016-03-01")


async def test_limits_hold_on_the_day_of_the_last_approval_too() -> None:
    story, one = await two_schools()
    graduation = await story.requested(one, "GRADUATE", "2018-07-01")
    await story.change(one, "REPEAT_GRADE", "2017-09-01")
    with pytest.raises(Refusal, match="NOT_LAST_YEAR"):
        await story.decided(graduation)
