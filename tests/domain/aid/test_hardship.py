"""Who may recognise hardship, on which the payments of a whole school year stand."""

from __future__ import annotations

import pytest

from domain.refusal import Refusal
from domain.registry.student import Student
from tests.support.memory import memory_story
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, person_of


async def test_a_school_with_a_held_record_takes_nothing_from_somebody_enrolled_elsewhere() -> None:
    story = memory_story()
    await story.school()
    await story.school(OTHER_SCHOOL)
    (one,) = await story.students(1)
    await story.hardship(one)
    (held,) = await story.registered([new_student(0)], OTHER_SCHOOL)
    with pytest.raises(Refusal, match="ENROLMENT_HELD"):
        await story.hardship(held, "NONE", school=OTHER_SCHOOL)
    assert (await story.load(Student, person_of(one))).hardship[2015].level == "HARD"
