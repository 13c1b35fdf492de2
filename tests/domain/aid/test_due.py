"""What is due, against what was paid: justified, overpaid, to be taken back, still owed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aid.due import justified, last_counted_month, overpaid, still_owed, to_recover
from domain.aid.payment import Payment

fen = st.integers(0, 400_00)


@pytest.mark.parametrize(
    ("due", "net", "recovered", "holds", "over", "back"),
    [
        (200, 200, 0, True, 0, 0),
        (200, 0, 0, True, 0, 0),  # it failed, and is due all the same
        (0, 200, 0, False, 200, 200),
        (0, 150, 50, False, 200, 150),
        (0, 0, 200, False, 200, 0),
        (0, 0, 0, False, 0, 0),  # it failed, and is not due any more
        (150, 200, 0, False, 50, 50),  # another tier
        (150, 150, 50, True, 50, 0),
        (200, 150, 50, True, 0, 0),  # taken back, and due again since
    ],
)
def test_what_follows_for_a_payment(
    due: int, net: int, recovered: int, holds: bool, over: int, back: int
) -> None:
    assert (justified(due, net), overpaid(due, net, recovered), to_recover(due, net)) == (holds, over, back)


@given(fen, fen, fen)
def test_nothing_is_to_be_taken_back_of_what_is_justified_and_no_more_than_was_overpaid(
    due: int, net: int, recovered: int
) -> None:
    assert 0 <= to_recover(due, net) <= overpaid(due, net, recovered)
    assert not (justified(due, net) and to_recover(due, net))


def paid(net: int, enrolment: int = 1) -> Payment:
    return Payment.restore(uuid4(), net=net, enrolment=enrolment)


@pytest.mark.parametrize(
    ("payment", "owed"),
    [
        (None, 200),
        (paid(0), 200),
        (paid(0, enrolment=2), 200),
        (paid(150), 50),
        (paid(200), 0),
        (paid(250), 0),
        (paid(50, enrolment=2), 0),  # has to come back whole first
    ],
)
def test_what_is_still_owed_of_200(payment: Payment | None, owed: int) -> None:
    assert still_owed(200, 1, payment) == owed


@pytest.mark.parametrize(
    ("day", "month"),
    [("2016-03-20", "2016-02"), ("2016-03-21", "2016-03"), ("2016-01-01", "2015-12")],
)
def test_a_month_counts_when_its_census_day_has_passed(day: str, month: str) -> None:
    assert str(last_counted_month(date.fromisoformat(day))) == month
