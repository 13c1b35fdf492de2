from datetime import date

import pytest

from domain.policy.limits import Limit, Limits, Standing
from domain.policy.status import ChangeKind

LIMITS = Limits.load()
ENTRY = date(2014, 9, 1)


def standing(on: date, repeated: int = 0) -> Standing:
    return Standing.of(ENTRY, on, years=3, repeated=repeated)


@pytest.mark.parametrize(
    ("on", "forbidden"),
    [
        (date(2014, 10, 8), Limit.FIRST_TERM),
        (date(2015, 3, 1), None),
        (date(2016, 8, 31), None),
        (date(2016, 9, 1), Limit.GRADUATING_YEAR),
    ],
)
def test_a_transfer_is_neither_in_the_first_term_nor_in_the_graduating_year(
    on: date, forbidden: Limit | None
) -> None:
    assert LIMITS.against(ChangeKind.TRANSFER, standing(on)) == forbidden


def test_the_first_term_of_someone_who_enters_in_spring_is_that_spring() -> None:
    entered = Standing.of(date(2015, 3, 1), date(2015, 4, 1), years=3)
    assert LIMITS.against(ChangeKind.TRANSFER, entered) == Limit.FIRST_TERM


@pytest.mark.parametrize(
    ("on", "same_group", "forbidden"),
    [
        (date(2015, 2, 28), False, None),
        (date(2015, 3, 1), False, Limit.TOO_LATE_FOR_OTHER_GROUP),
        (date(2016, 2, 29), True, None),
        (date(2016, 3, 1), True, Limit.TOO_LATE_IN_GROUP),
        (date(2016, 10, 1), True, Limit.GRADUATING_YEAR),
    ],
)
def test_a_change_of_major_has_its_deadlines(on: date, same_group: bool, forbidden: Limit | None) -> None:
    assert LIMITS.against(ChangeKind.CHANGE_MAJOR, standing(on), same_group) == forbidden


def test_graduation_is_for_the_last_study_year() -> None:
    assert LIMITS.against(ChangeKind.GRADUATE, standing(date(2017, 7, 1))) is None
    assert LIMITS.against(ChangeKind.GRADUATE, standing(date(2016, 7, 1))) == Limit.NOT_LAST_YEAR
    assert LIMITS.against(ChangeKind.GRADUATE, standing(date(2017, 7, 1), repeated=1)) == Limit.NOT_LAST_YEAR


def test_a_withdrawal_knows_no_limit_and_a_suspension_needs_a_reason() -> None:
    assert LIMITS.against(ChangeKind.WITHDRAW, standing(date(2014, 9, 2))) is None
    assert LIMITS.needs_reason(ChangeKind.SUSPEND)
    assert not LIMITS.needs_reason(ChangeKind.WITHDRAW)


def test_over_twenty_five_at_entry_is_looked_at() -> None:
    assert LIMITS.oldest_at_entry == 25
