"""The timeline of an enrolment: composed by effect, whatever the order in which the changes were recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy.calendar import Month
from domain.policy.status import TRANSITIONS, ChangeKind, EnrolmentStatus
from domain.registry.enrolment import Change, Enrolment, Period
from domain.registry.student import Student

ENTRY = date(2015, 9, 1)
MOVING = [kind for kind in ChangeKind if kind != ChangeKind.CANCEL]


def enrolment(*changes: tuple[str, str], **values: Any) -> Enrolment:
    """An approved enrolment from 1 September 2015, and its changes in the order of their recording."""
    usual: dict[str, Any] = {
        "number": 1,
        "school": "3637000001",
        "division": "371525",
        "major_code": "010100",
        "major_name": "设施农业技术",
        "agricultural": True,
        "arts_performance": False,
        "class_name": None,
        "entry_date": ENTRY.isoformat(),
        "since": ENTRY.isoformat(),
        "years": 3.0,
        "study_mode": "FULL_TIME",
        "track": "ORDINARY",
        "hukou": "RURAL",
        "origin_division": "371525",
        "poverty_belt": False,
        "registered": 2,
        "registered_by": "a",
        "held_for": None,
        "approved": 3,
    }
    made = Enrolment(**usual | values)
    for position, (kind, on) in enumerate(changes, 4):
        made.change(Change(kind, on, position))
    return made


def day(number: int) -> str:
    return (ENTRY + timedelta(days=number)).isoformat()


# Changes on different days, from before the beginning to three years on; and an order of recording them.
different_days = st.lists(
    st.tuples(st.sampled_from(MOVING), st.integers(-30, 1_000).map(day)), max_size=8, unique_by=lambda c: c[1]
)
recorded = different_days.flatmap(lambda changes: st.tuples(st.just(changes), st.permutations(changes)))


def shape(periods: list[Period]) -> list[tuple[str, str, str | None]]:
    return [(period.status, period.since, period.until) for period in periods]


@given(recorded)
def test_the_order_of_recording_does_not_matter(
    orders: tuple[list[tuple[ChangeKind, str]], list[tuple[ChangeKind, str]]],
) -> None:
    one, other = (enrolment(*order) for order in orders)
    assert shape(one.timeline()) == shape(other.timeline())


@given(different_days)
def test_periods_follow_each_other_without_gap_or_overlap(changes: list[tuple[ChangeKind, str]]) -> None:
    periods = enrolment(*changes).timeline()
    assert periods[0].since == ENTRY.isoformat()
    assert periods[-1].until is None
    assert [p.until for p in periods[:-1]] == [p.since for p in periods[1:]]
    assert all(p.until is None or p.since < p.until for p in periods)


@given(different_days, st.integers(0, 1_000).map(day))
def test_the_status_of_a_day_is_what_playing_the_changes_by_effect_gives(
    changes: list[tuple[ChangeKind, str]], on: str
) -> None:
    status: str = EnrolmentStatus.ACTIVE
    for kind, effective_on in sorted(changes, key=lambda change: change[1]):
        allowed, leads_to = TRANSITIONS[kind]
        if effective_on <= on and status in allowed and leads_to:
            status = leads_to
    assert enrolment(*changes).status_on(on) == status


@given(different_days, st.integers(-30, 1_000).map(day))
def test_a_cancelled_enrolment_was_never_active(changes: list[tuple[ChangeKind, str]], on: str) -> None:
    made = enrolment(*changes, (ChangeKind.CANCEL, on))
    assert shape(made.timeline()) == [("CANCELLED", ENTRY.isoformat(), None)]
    assert not any(made.active_in(Month(2015 + n // 12, n % 12 + 1)) for n in range(8, 44))


@given(different_days)
def test_every_period_names_the_event_that_began_it(changes: list[tuple[ChangeKind, str]]) -> None:
    made = enrolment(*changes)
    known = {change.position: change for change in made.changes}
    for period in made.timeline():
        if period.position != made.approved:
            assert TRANSITIONS[ChangeKind(known[period.position].kind)][1] == period.status


def test_of_two_changes_of_one_day_the_later_recorded_comes_later() -> None:
    assert enrolment(("SUSPEND", "2016-03-01"), ("RESUME", "2016-03-01")).status_on("2016-03-01") == "ACTIVE"
    assert (
        enrolment(("RESUME", "2016-03-01"), ("SUSPEND", "2016-03-01")).status_on("2016-03-01") == "SUSPENDED"
    )


def test_before_the_beginning_there_is_no_status() -> None:
    assert enrolment().status_on("2015-08-31") is None


@pytest.mark.parametrize(("held_for", "status"), [(None, "PENDING"), ("3637000002", "HELD")])
def test_what_is_not_approved_is_never_active(held_for: str | None, status: str) -> None:
    made = enrolment(approved=0, held_for=held_for)
    assert shape(made.timeline()) == [(status, ENTRY.isoformat(), None)]
    assert made.active_in(Month(2015, 9)) is None


@pytest.mark.parametrize(
    ("changes", "since", "month", "payable"),
    [
        ([("WITHDRAW", "2016-04-12")], "2015-09-01", "2016-04", True),
        ([("WITHDRAW", "2016-04-12")], "2015-09-01", "2016-05", False),
        ([("SUSPEND", "2016-03-01")], "2015-09-01", "2016-03", False),
        ([("SUSPEND", "2016-03-01")], "2015-09-01", "2016-01", True),
        ([("SUSPEND", "2016-03-02")], "2015-09-01", "2016-03", True),
        ([("SUSPEND", "2016-03-01"), ("RESUME", "2016-05-25")], "2015-09-01", "2016-05", False),
        ([("SUSPEND", "2016-03-01"), ("RESUME", "2016-05-25")], "2015-09-01", "2016-06", True),
        ([("SUSPEND", "2016-03-01"), ("RESUME", "2016-05-20")], "2015-09-01", "2016-05", True),
        ([("SUSPEND", "2016-03-01"), ("RESUME", "2016-05-21")], "2015-09-01", "2016-05", False),
        ([], "2015-09-05", "2015-09", True),
        ([], "2015-09-20", "2015-09", True),
        ([], "2015-09-21", "2015-09", False),
        ([], "2015-09-21", "2015-10", True),
    ],
)
def test_a_month_is_payable_to_whom_was_active_on_a_day_up_to_the_20th(
    changes: list[tuple[str, str]], since: str, month: str, payable: bool
) -> None:
    made = enrolment(*changes, since=since, entry_date=since)
    assert (made.active_in(Month.parse(month)) is not None) is payable


@given(different_days, st.integers(0, 35))
def test_the_month_rule_is_the_rule_of_its_days(changes: list[tuple[ChangeKind, str]], number: int) -> None:
    month = Month(2015 + (number + 8) // 12, (number + 8) % 12 + 1)
    made = enrolment(*changes)
    days = (f"{month}-{n:02}" for n in range(1, 21))
    assert (made.active_in(month) is not None) == any(made.status_on(on) == "ACTIVE" for on in days)


@pytest.mark.parametrize(
    ("moved_on", "month", "payer"),
    [
        ("2016-03-10", "2016-03", 1),
        ("2016-03-01", "2016-03", 2),
        ("2016-03-25", "2016-04", 2),
        ("2016-03-10", "2016-04", 2),
    ],
)
def test_after_a_transfer_inside_a_month_the_school_that_was_first_in_it_pays(
    moved_on: str, month: str, payer: int
) -> None:
    left = enrolment(("TRANSFER", moved_on))
    entered = enrolment(number=2, school="3637000002", since=moved_on)
    student = Student.restore(uuid4(), enrolments={1: left, 2: entered})
    found = student.payable_enrolment(Month.parse(month))
    assert found is not None
    assert found[0].number == payer


@given(different_days, different_days, st.integers(0, 35))
def test_one_month_has_at_most_one_payer_and_that_one_was_active_in_it(
    here: list[tuple[ChangeKind, str]], there: list[tuple[ChangeKind, str]], number: int
) -> None:
    month = Month(2015 + (number + 8) // 12, (number + 8) % 12 + 1)
    second = enrolment(*there, number=2, since="2015-11-12")
    student = Student.restore(uuid4(), enrolments={1: enrolment(*here), 2: second})
    found = student.payable_enrolment(month)
    active = {number: period for number, e in student.enrolments.items() if (period := e.active_in(month))}
    assert (found is None) == (not active)
    if found is not None:
        assert found[1].since == min(period.since for period in active.values())


@given(st.lists(st.integers(0, 1_000).map(day), max_size=3, unique=True), st.integers(0, 35))
def test_every_repeated_grade_takes_one_from_the_study_year(repeats: list[str], number: int) -> None:
    month = Month(2015 + (number + 8) // 12, (number + 8) % 12 + 1)
    made = enrolment(*(("REPEAT_GRADE", on) for on in repeats))
    counted = sum(on <= month.last_day.isoformat() for on in repeats)
    assert made.study_year(month) == max(1, 1 + month.school_year - 2015 - counted)


def test_a_suspension_taken_back_on_its_own_day_leaves_one_period() -> None:
    made = enrolment(("SUSPEND", "2016-03-01"), ("RESUME", "2016-03-01"))
    assert [(p.status, p.since, p.until) for p in made.timeline()] == [("ACTIVE", "2015-09-01", None)]
