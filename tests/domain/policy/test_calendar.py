from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy.calendar import SHANGHAI, Month, Term, study_year, today

months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
terms = st.builds(Term, st.integers(1900, 2198), st.sampled_from([0, 1]))


@given(months)
def test_a_month_survives_writing_and_reading(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(terms)
def test_a_term_survives_writing_and_reading(term: Term) -> None:
    assert Term.parse(str(term)) == term


@given(months)
def test_a_month_lies_in_its_term_and_days_lie_in_their_month(month: Month) -> None:
    assert month.term.first_day <= month.first_day < month.census_day < month.last_day <= month.term.last_day
    assert Month.of(month.first_day) == Month.of(month.last_day) == month
    assert month.last_day + timedelta(days=1) == month.next().first_day
    assert month.payable == (month in month.term.months)


@given(terms)
def test_terms_follow_each_other_without_a_gap(term: Term) -> None:
    assert term.next() > term
    assert term.last_day + timedelta(days=1) == term.next().first_day
    assert Term.of(term.first_day) == Term.of(term.last_day) == term


@given(terms, terms)
def test_the_order_of_terms_is_the_order_of_time(one: Term, other: Term) -> None:
    assert (one < other) == (one.first_day < other.first_day)


def test_the_terms_of_school_year_2015_are_those_of_the_rules() -> None:
    autumn, spring = Term.parse("2015-AUTUMN"), Term.parse("2016-SPRING")
    assert (autumn.school_year, spring.school_year) == (2015, 2015)
    assert autumn.next() == spring
    assert (autumn.first_day, autumn.last_day) == (date(2015, 9, 1), date(2016, 2, 29))
    assert (spring.first_day, spring.last_day) == (date(2016, 3, 1), date(2016, 8, 31))
    assert [str(m) for m in autumn.months] == ["2015-09", "2015-10", "2015-11", "2015-12", "2016-01"]
    assert [str(m) for m in spring.months] == ["2016-03", "2016-04", "2016-05", "2016-06", "2016-07"]


def test_ten_months_of_a_school_year_are_payable() -> None:
    assert [m for m in range(1, 13) if not Month(2016, m).payable] == [2, 8]


def test_the_school_year_of_april_2016_is_2015() -> None:
    april = Month.parse("2016-04")
    assert (april.school_year, str(april.term), april.census_day) == (2015, "2016-SPRING", date(2016, 4, 20))


@pytest.mark.parametrize(
    "text", ["2016-4", "2016-13", "2016-00", "16-04", "2016-04-01", "2016/04", " 2016-04", ""]
)
def test_a_month_is_written_one_way_only(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


@pytest.mark.parametrize(
    "text", ["2015-autumn", "2015-FALL", "2015", "2015-AUTUMN ", "15-SPRING", "２０１５-AUTUMN"]
)
def test_a_term_is_written_one_way_only(text: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        Term.parse(text)


def test_there_is_no_thirteenth_month_and_no_third_season() -> None:
    with pytest.raises(ValueError, match="no such month"):
        Month(2016, 13)
    with pytest.raises(ValueError, match="no such season"):
        Term(2016, 2)


def test_the_study_year_counts_from_the_school_year_of_entry_less_grades_repeated() -> None:
    entry = date(2014, 9, 1)
    assert study_year(entry, Month(2014, 9)) == 1
    assert study_year(entry, Month(2015, 7)) == 1
    assert study_year(entry, Month(2016, 4)) == 2
    assert study_year(entry, Month(2016, 9)) == 3
    assert study_year(entry, Month(2016, 9), repeated=1) == 2
    assert study_year(date(2015, 3, 1), Month(2015, 9)) == 2


def test_a_grade_repeated_from_july_on_takes_nobody_below_the_first_study_year() -> None:
    entry = date(2015, 9, 1)
    assert study_year(entry, Month(2016, 7), repeated=1) == 1
    assert study_year(entry, Month(2016, 9), repeated=1) == 1
    assert study_year(entry, Month(2015, 7), repeated=1) == 0


def test_today_is_a_day_in_china() -> None:
    assert SHANGHAI.utcoffset(None) == timedelta(hours=8)
    assert abs(today() - date.today()) <= timedelta(days=1)
