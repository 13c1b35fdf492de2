"""Registered at once by two schools: of one number one person, of one person one record that counts."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from domain.ledger.postgres.ledger import Ledger
from domain.registry import persons
from domain.registry.new_student import NewStudent
from domain.registry.register_students import RegisterStudents, register_students
from domain.vocabulary import Sex
from tests.domain.ledger.racing import Contender, contender, race
from tests.support.people import holder, new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, person_of


def without_number(name: str) -> NewStudent:
    return new_student(0, id_number="", name=name, sex=Sex.MALE, birth_date=date(2000, 5, 1))


def registration(ledger: Ledger, school: str, *lines: NewStudent) -> Contender:
    by, values = holder("REGISTRAR", school), {"school_code": school, "students": lines}
    return contender(ledger, by, register_students, RegisterStudents, **values)


def alike(ledger: Ledger) -> tuple[str, str]:
    """Two names that begin the search among two numbers at the same one; of three there are always two."""
    first = {name: ledger.seals.fingerprint(name.encode())[3] % 2 for name in ("甲", "乙", "丙")}
    return next((a, b) for a, b in combinations(first, 2) if first[a] == first[b])


async def test_two_persons_without_an_id_number_never_get_one_number(
    story: Story, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(persons.SEQUENCE, Sex.MALE, range(1, 5, 2))
    await story.school()
    await story.school(OTHER_SCHOOL)
    one, another = alike(story.ledger)
    won, lost = await race(
        registration(story.ledger, SCHOOL, without_number(one)),
        registration(other, OTHER_SCHOOL, without_number(another)),
    )
    lines = [line for done in won for line in done.answer.results]
    assert (lost, [line.errors for line in lines]) == ([], [[], []])
    assert len({person_of(line.enrolment) for line in lines}) == 2


async def test_one_number_under_two_names_is_taken_once(story: Story, other: Ledger) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    won, lost = await race(
        registration(story.ledger, SCHOOL, new_student(0, name="甲")),
        registration(other, OTHER_SCHOOL, new_student(0, name="乙")),
    )
    taken = [line.enrolment is not None for done in won for line in done.answer.results]
    assert (lost, sorted(taken)) == ([], [False, True])


async def test_one_file_sent_twice_at_once_registers_everybody_once(story: Story, other: Ledger) -> None:
    await story.school()
    lines = [new_student(n) for n in range(5)]
    won, lost = await race(*(registration(each, SCHOOL, *lines) for each in (story.ledger, other)))
    assert lost == []
    ids = [[line.enrolment for line in done.answer.results] for done in won]
    assert ids[0] == ids[1]
    assert sorted(len(line.errors) for done in won for line in done.answer.results) == [0] * 5 + [1] * 5
    assert await story.ledger.position() == 1 + 2 * 5
