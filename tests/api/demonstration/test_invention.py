"""What the demonstration invents, before anything is recorded."""

from __future__ import annotations

from collections import Counter

import pytest
from stdnum import luhn

from api.demonstration.stories import LEAVER, stories
from api.demonstration.town import Town
from domain.policy.calendar import Month
from domain.registry.id_number import birth_date, normalise
from domain.vocabulary import Ownership, Role
from tests.support.people import POLICY

SEED = 2016


@pytest.fixture(scope="module")
def town() -> Town:
    return Town(SEED, 4_000)


def test_the_same_seed_invents_the_same_town() -> None:
    one, other = Town(7, 300), Town(7, 300)
    assert one.pupils == other.pupils
    assert one.staff.everybody() == other.staff.everybody()
    assert one.double == other.double
    assert Town(8, 300).pupils != one.pupils


def test_more_students_leave_the_first_ones_as_they_are() -> None:
    few, many = Town(SEED, 200), Town(SEED, 300)
    assert [p.line.id_number for p in few.pupils] == [p.line.id_number for p in many.pupils[:200]]


def test_every_id_number_is_genuine_in_form_and_nobody_shares_one(town: Town) -> None:
    numbers = [pupil.line.id_number for pupil in town.pupils]
    assert [normalise(number) for number in numbers] == numbers
    assert len(set(numbers)) == 4_000


def test_whoever_was_born_before_the_codes_changed_has_an_abolished_one(town: Town) -> None:
    former = [p for p in town.pupils if p.line.id_number.startswith("3725")]
    assert former
    assert all(birth_date(p.line.id_number).year <= 1998 for p in former)
    assert all(POLICY.divisions.name(p.line.id_number[:6]) for p in former)


def test_students_are_of_school_age(town: Town) -> None:
    ages = Counter(p.intake - birth_date(p.line.id_number).year for p in town.pupils)
    assert set(ages) <= {15, 16, 17, 18}


def test_cards_fit_and_exactly_two_people_share_one(town: Town) -> None:
    cards = Counter(pupil.line.bank_card for pupil in town.pupils)
    assert all(card and luhn.is_valid(card) for card in cards)
    assert [count for count in cards.values() if count > 1] == [2]


def test_majors_and_divisions_are_real(town: Town) -> None:
    for school in town.city.schools:
        assert all(POLICY.majors.with_code(code) for code in school.majors)
        assert POLICY.divisions.name(school.division)


def test_a_dozen_schools_in_three_counties_one_of_them_private(town: Town) -> None:
    schools = town.city.schools
    assert len(schools) == 12
    assert len({school.division for school in schools}) == 3
    assert [school.ownership for school in schools].count(Ownership.PRIVATE) == 1


def test_rare_characters_are_among_the_names(town: Town) -> None:
    everybody = "".join(pupil.line.name for pupil in town.pupils)
    assert "𬱖" in everybody
    assert "䶮" in everybody


def test_every_role_has_a_person_and_nobody_has_two(town: Town) -> None:
    people = town.staff.everybody()
    assert {role for person in people for role in person.roles} == set(Role)
    assert len({person.name for person in people}) == len(people)


def test_every_story_is_lived_and_only_one_leaver_is_planted(town: Town) -> None:
    told = Counter(
        turn.step.kind
        for year in (2014, 2015, 2016)
        for month in range(1, 13)
        for turn in town.turns_in(Month(year, month))
    )
    assert set(told) == {step.kind for story in stories() for step in story.steps}
    assert town.leaver.intake == 2014
    assert stories()[0].name == LEAVER


def test_too_few_students_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        Town(SEED, 10)
