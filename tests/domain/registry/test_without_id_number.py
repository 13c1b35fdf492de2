"""Persons without an ID number get J and 18 characters, and are found again by what tells them apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.ledger.privacy import unseal
from domain.registry import persons, student_number
from domain.registry.new_student import NewStudent
from domain.registry.student import Student
from domain.vocabulary import Sex
from tests.domain.registry.registering import events, refused, sent, two_schools
from tests.support.memory import MemoryLog
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, Story, person_of


def without(name: str = "李四", **line: Any) -> NewStudent:
    usual = {"id_number": "", "name": name, "sex": Sex.MALE, "birth_date": date(2000, 5, 1)}
    return new_student(0, **usual | line)


async def number_of(story: Story, enrolment: str | None) -> str:
    """What the person is kept under."""
    assert enrolment is not None
    assert isinstance(story.log, MemoryLog)
    person = person_of(enrolment)
    student = await story.load(Student, person)
    return unseal(story.log.keys[person], person, student.id_number)


@pytest.mark.parametrize("sex", list(Sex))
async def test_the_number_holds_division_birth_date_and_sex_and_the_person_is_found_by_it(sex: Sex) -> None:
    story = await two_schools()
    [line] = await sent(story, without(sex=sex))
    number = await number_of(story, line.enrolment)
    assert student_number.parse(number)[0] == "J"
    assert number.startswith("J37152520000501")
    assert int(number[17]) % 2 == (sex == Sex.MALE)
    assert line.enrolment == f"{story.log.seals.person(number)}.1"


async def test_sent_again_it_is_the_same_person_and_nothing_is_recorded() -> None:
    story = await two_schools()
    [first] = await sent(story, without())
    await story.approved([str(first.enrolment)])
    before = events(story)
    [again] = await sent(story, without(" 李　四"))
    assert (again.enrolment, refused(again)) == (first.enrolment, [("ALREADY_DONE", ["idNumber"])])
    assert events(story) == before


async def test_twice_in_a_batch_it_is_one_person_whatever_the_old_system_called_them() -> None:
    story = await two_schools()
    old = without(id_number="999363700000100001", class_name="二班")
    first, again, other = await sent(story, without(), without(), old)
    assert first.errors == []
    assert (again.enrolment, refused(again)) == (first.enrolment, [("ALREADY_DONE", ["idNumber"])])
    assert refused(other) == [("INVALID_INPUT", ["className"])]


async def test_other_people_of_one_birth_date_get_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where their names begin the search at one number; when all are taken the line comes back."""
    monkeypatch.setitem(persons.SEQUENCE, Sex.MALE, range(1, 7, 2))
    story = await two_schools()
    both = await sent(story, without("甲"), without("乙"))
    one, another, nobody = await sent(story, without("甲"), without("丙"), without("丁"))
    assert one.enrolment == both[0].enrolment
    assert [line.errors for line in (*both, another)] == [[], [], []]
    numbers = {await number_of(story, line.enrolment) for line in (*both, another)}
    assert {number[15:18] for number in numbers} == {"001", "003", "005"}
    assert (nobody.enrolment, refused(nobody)) == (None, [("INVALID_INPUT", ["birthDate"])])


async def test_another_birth_date_or_sex_is_another_person() -> None:
    story = await two_schools()
    lines = await sent(story, without(), without(sex=Sex.FEMALE), without(birth_date=date(2000, 5, 2)))
    assert len({line.enrolment for line in lines if not line.errors}) == 3


async def test_at_another_school_of_the_division_the_second_record_is_held() -> None:
    story = await two_schools()
    [first] = await sent(story, without())
    await story.approved([str(first.enrolment)])
    [second] = await sent(story, without(), school=OTHER_SCHOOL)
    assert refused(second) == [("DOUBLE_ENROLMENT", ["idNumber"])]


async def test_who_was_erased_is_registered_as_somebody_new() -> None:
    story = await two_schools()
    [first] = await sent(story, without())
    assert isinstance(story.log, MemoryLog)
    story.log.keys.clear()
    [again] = await sent(story, without())
    assert again.errors == []
    assert person_of(str(again.enrolment)) != person_of(str(first.enrolment))


async def test_a_number_whose_person_cannot_be_read_is_nobody_elses() -> None:
    story = await two_schools()
    [first] = await sent(story, without())
    assert isinstance(story.log, MemoryLog)
    story.log.keys[person_of(str(first.enrolment))] = None
    [again] = await sent(story, without())
    assert refused(again) == [("PERSON_UNREADABLE", [])]
