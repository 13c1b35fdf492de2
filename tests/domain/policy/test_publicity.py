from datetime import date

import pytest

from domain.policy.calendar import Term
from domain.policy.publicity import Period, Publicity


def test_a_list_is_shown_for_five_working_days() -> None:
    assert {Publicity.load().needed(date(year, 9, 1)) for year in (2000, 2007, 2015, 2026)} == {5}


@pytest.mark.parametrize(
    ("term", "earliest"),
    [("2007-AUTUMN", date(2007, 7, 1)), ("2015-AUTUMN", date(2015, 7, 1)), ("2016-SPRING", date(2016, 1, 1))],
)
def test_a_list_is_shown_two_months_before_its_term_at_the_earliest(term: str, earliest: date) -> None:
    assert Publicity.load().earliest(Term.parse(term)) == earliest


def test_a_new_rule_holds_for_lists_published_and_terms_begun_from_its_day_on() -> None:
    rule = Publicity((Period(date(2007, 9, 1), 5, 2), Period(date(2027, 3, 1), 7, 3)))
    days = (date(2005, 1, 1), date(2027, 2, 28), date(2027, 3, 1))
    assert [rule.needed(day) for day in days] == [5, 5, 7]
    terms = map(Term.parse, ("2026-AUTUMN", "2027-SPRING"))
    assert [rule.earliest(term) for term in terms] == [date(2026, 7, 1), date(2026, 12, 1)]
