"""Who is entitled to what (rules §3): the ladder of reasons, in its order, and what makes a month due."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from domain.aid.entitlement import Covered, Entitlement, decide_entitlement
from domain.policy.calendar import Month
from domain.policy.policy import Policy
from domain.registry.enrolment import Enrolment
from domain.registry.student import Hardship, Student
from tests.domain.registry.test_timeline import enrolment
from tests.support.people import POLICY

ROSTER = {1: Covered(published=20, approved=21)}


def person(*enrolments: Enrolment, hardship: str | None = None) -> Student:
    return Student.restore(
        uuid4(),
        enrolments={one.number: one for one in enrolments},
        hardship={2015: Hardship(hardship, 9)} if hardship else {},
    )


def entitlement(
    student: Student,
    month: str = "2016-04",
    scheme: str = "GRANT",
    covered: Any = None,
    policy: Policy = POLICY,
) -> Entitlement:
    return decide_entitlement(
        student, scheme, Month.parse(month), ROSTER if covered is None else covered, policy
    )


NO_GROUND: dict[str, Any] = {"agricultural": False}


@pytest.mark.parametrize(
    ("student", "month", "scheme", "covered", "code"),
    [
        (person(), "2016-02", "GRANT", {}, "NO_POLICY"),  # not a payable month, whatever else is wrong
        (person(), "2007-05", "GRANT", {}, "NO_POLICY"),
        (person(), "2016-04", "GRANT", {}, "NOT_ACTIVE"),
        (person(enrolment(("SUSPEND", "2016-04-01"))), "2016-04", "GRANT", {}, "NOT_ACTIVE"),
        (person(enrolment(study_mode="PART_TIME")), "2016-04", "GRANT", {}, "NOT_ON_ROSTER"),
        (
            person(enrolment(study_mode="PART_TIME", entry_date="2012-09-01")),
            "2016-04",
            "GRANT",
            None,
            "NOT_FULL_TIME",
        ),
        (
            person(enrolment(entry_date="2013-09-01", **NO_GROUND)),
            "2016-04",
            "GRANT",
            None,
            "STUDY_YEAR_NOT_COVERED",
        ),
        (person(enrolment(**NO_GROUND)), "2016-04", "GRANT", None, "NO_GROUNDS"),
        (person(enrolment()), "2016-04", "GRANT", None, "DUE"),
        (person(enrolment(study_mode="PART_TIME")), "2016-04", "TUITION_WAIVER", None, "DUE"),
    ],
)
def test_the_first_reason_that_holds_is_named(
    student: Student, month: str, scheme: str, covered: Any, code: str
) -> None:
    found = entitlement(student, month, scheme, covered)
    assert found.code == code
    assert (found.amount > 0) is (code == "DUE")


@pytest.mark.parametrize(
    ("month", "entry", "amount"),
    [
        ("2014-10", "2014-09-01", 150_00),
        ("2015-03", "2014-09-01", 200_00),
        ("2016-06", "2014-09-01", 200_00),
        ("2016-09", "2014-09-01", 0),  # the third year is not covered before spring 2025
        ("2025-01", "2022-09-01", 0),
        ("2025-03", "2022-09-01", 230_00),
        ("2025-09", "2022-09-01", 0),
    ],
)
def test_the_amount_is_that_of_the_policy_in_force_in_the_month(month: str, entry: str, amount: int) -> None:
    assert entitlement(person(enrolment(entry_date=entry, since=entry)), month).amount == amount


def test_who_repeats_a_grade_is_covered_a_year_longer() -> None:
    repeated = person(enrolment(("REPEAT_GRADE", "2016-09-01"), entry_date="2014-09-01", since="2014-09-01"))
    assert entitlement(repeated, "2016-10").amount == 200_00


@pytest.mark.parametrize(
    ("values", "hardship", "grounds"),
    [
        ({}, None, ["AGRICULTURAL_MAJOR"]),
        (NO_GROUND, "HARD", ["HARDSHIP"]),
        (NO_GROUND, "NONE", []),
        ({**NO_GROUND, "poverty_belt": True}, None, ["POVERTY_BELT"]),
        ({**NO_GROUND, "poverty_belt": True, "hukou": "URBAN"}, None, []),
        ({"poverty_belt": True}, "SPECIAL", ["AGRICULTURAL_MAJOR", "HARDSHIP", "POVERTY_BELT"]),
    ],
)
def test_every_ground_of_the_grant_is_named(values: Any, hardship: str | None, grounds: list[str]) -> None:
    found = entitlement(person(enrolment(**values), hardship=hardship))
    named = [
        code for code, _ in found.grounds if code not in ("REGISTERED", "ROSTER_PUBLISHED", "ROSTER_APPROVED")
    ]
    assert named == grounds


def test_hardship_counts_for_its_school_year_only() -> None:
    hard = person(enrolment(**NO_GROUND), hardship="HARD")
    assert [entitlement(hard, month).code for month in ("2015-09", "2016-07", "2016-09")] == [
        "DUE",
        "DUE",
        "NO_GROUNDS",
    ]


@pytest.mark.parametrize(
    ("values", "province", "ground"),
    [
        ({"hukou": "URBAN", **NO_GROUND}, "37", "PROVINCE_COVERS_ALL"),
        ({"hukou": "COUNTY_TOWN", **NO_GROUND}, "41", "RURAL_HOUSEHOLD"),
        ({"hukou": "URBAN"}, "41", "AGRICULTURAL_MAJOR"),
        ({"hukou": "URBAN", **NO_GROUND}, "41", None),
        ({"hukou": "RURAL", "arts_performance": True, **NO_GROUND}, "41", None),
    ],
)
def test_the_waiver_covers_by_household_major_or_province(
    values: Any, province: str, ground: str | None
) -> None:
    found = entitlement(person(enrolment(**values)), scheme="TUITION_WAIVER", policy=Policy.load(province))
    assert ground in [code for code, _ in found.grounds] if ground else found.code == "NO_GROUNDS"


def test_what_makes_a_month_due_names_its_events() -> None:
    back = enrolment(("SUSPEND", "2015-11-01"), ("RESUME", "2016-03-01"))
    grounds = entitlement(person(back), "2016-04").grounds
    assert grounds == (
        ("REGISTERED", 3),
        ("ACTIVE", 5),
        ("AGRICULTURAL_MAJOR", 2),
        ("ROSTER_PUBLISHED", 20),
        ("ROSTER_APPROVED", 21),
    )


def test_what_stands_against_a_month_names_its_event() -> None:
    assert entitlement(person(enrolment(("WITHDRAW", "2016-03-31")))).causes == (4,)


def test_after_a_transfer_the_roster_of_the_paying_enrolment_decides() -> None:
    moved = person(enrolment(("TRANSFER", "2016-04-01")), enrolment(number=2, since="2016-04-01"))
    assert entitlement(moved).code == "NOT_ON_ROSTER"
    assert entitlement(moved, covered={2: ROSTER[1]}).code == "DUE"
