from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays

from domain.policy.tables import table
from domain.policy.working_days import HolidaysNotKnown, WorkingDays

WORKING_DAYS = WorkingDays.load()
YEARS = [int(year) for year in table("holidays")]
COMPARED = sorted({day.year for day in holidays} & set(YEARS))


def worked(day: date) -> bool:
    return WORKING_DAYS.between(day - timedelta(days=1), day + timedelta(days=1)) == 1


def days_of(year: int) -> Iterator[date]:
    return takewhile(lambda day: day.year == year, (date(year, 1, 1) + timedelta(days=n) for n in range(366)))


def test_working_days_leave_out_weekends_and_the_days_that_they_lie_between() -> None:
    assert WORKING_DAYS.between(date(2016, 3, 14), date(2016, 3, 21)) == 4
    assert WORKING_DAYS.between(date(2016, 3, 14), date(2016, 3, 22)) == 5
    assert WORKING_DAYS.between(date(2016, 3, 13), date(2016, 3, 19)) == 5
    assert WORKING_DAYS.between(date(2016, 3, 14), date(2016, 3, 15)) == 0
    assert WORKING_DAYS.between(date(2016, 3, 14), date(2016, 3, 14)) == 0
    assert WORKING_DAYS.between(date(2016, 3, 15), date(2016, 3, 14)) == 0


def test_the_national_holiday_does_not_count_and_its_swapped_weekend_does() -> None:
    assert WORKING_DAYS.between(date(2015, 9, 30), date(2015, 10, 8)) == 0
    assert WORKING_DAYS.between(date(2015, 10, 7), date(2015, 10, 11)) == 3  # Saturday the 10th was worked


@pytest.mark.parametrize(
    "day",
    [date(2016, 2, 6), date(2015, 9, 6), date(2018, 12, 29), date(2019, 4, 28), date(2026, 10, 10)],
)
def test_a_weekend_day_that_a_notice_moves_is_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert worked(day)


@pytest.mark.parametrize(
    "day",
    [date(2015, 9, 3), date(2018, 12, 31), date(2019, 5, 2), date(2020, 1, 31), date(2026, 2, 23)],
)
def test_a_weekday_that_a_notice_frees_is_off(day: date) -> None:
    assert day.weekday() < 5
    assert not worked(day)


def test_the_saturday_that_the_longer_spring_festival_of_2020_took_is_off() -> None:
    assert not worked(date(2020, 2, 1))
    assert worked(date(2020, 2, 3))


def test_a_range_goes_over_the_end_of_a_year() -> None:
    assert (
        WORKING_DAYS.between(date(2018, 12, 26), date(2019, 1, 3)) == 4
    )  # 27, 28 and 29 December, 2 January


@pytest.mark.parametrize("year", COMPARED)
def test_every_day_is_what_the_library_says(year: int) -> None:
    differing = [day for day in days_of(year) if worked(day) != chinese_calendar.is_workday(day)]
    assert differing == []


def test_the_library_is_compared_in_every_year_from_2004_to_2026() -> None:
    assert set(range(2004, 2027)) <= set(COMPARED)


def test_no_year_is_left_out_and_the_last_is_known() -> None:
    assert list(range(min(YEARS), max(YEARS) + 1)) == YEARS
    assert WORKING_DAYS.last_known_year == max(YEARS)


@pytest.mark.parametrize(("year", "notice"), table("holidays").items())
def test_a_notice_moves_weekdays_and_weekend_days_of_its_own_year(year: str, notice: dict[str, Any]) -> None:
    assert "通知" in notice["source"]
    assert all(day.weekday() < 5 for day in notice["off"])
    assert all(day.weekday() >= 5 for day in notice["worked"])
    for days in (notice["off"], notice["worked"]):
        assert days == sorted(set(days))
        assert {str(day.year) for day in days} == {year}


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        (date(1999, 10, 1), date(1999, 10, 8), 1999),
        (date(2003, 12, 30), date(2004, 1, 5), 2003),
        (date(max(YEARS), 12, 31), date(max(YEARS) + 1, 1, 2), max(YEARS) + 1),
    ],
)
def test_a_day_of_a_year_without_a_notice_is_not_guessed(start: date, end: date, year: int) -> None:
    with pytest.raises(HolidaysNotKnown) as unknown:
        WORKING_DAYS.between(start, end)
    assert unknown.value.year == year


def test_enough_days_of_a_known_year_are_enough() -> None:
    start, end = date(max(YEARS), 12, 1), date(max(YEARS) + 1, 3, 1)
    assert WORKING_DAYS.between(start, end, 5) == 5
    with pytest.raises(HolidaysNotKnown):
        WORKING_DAYS.between(start, end, 40)


def test_a_range_that_ends_with_the_last_known_day_is_counted() -> None:
    assert WORKING_DAYS.between(date(max(YEARS), 12, 27), date(max(YEARS) + 1, 1, 1)) > 0
