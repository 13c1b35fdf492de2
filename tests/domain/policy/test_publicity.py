from datetime import date

from domain.policy.publicity import Publicity


def test_a_list_is_shown_for_five_working_days() -> None:
    assert {Publicity.load().needed(date(year, 9, 1)) for year in (2000, 2007, 2015, 2026)} == {5}


def test_a_new_rule_holds_for_lists_published_from_its_day_on() -> None:
    rule = Publicity(((date(2007, 9, 1), 5), (date(2027, 3, 1), 7)))
    days = (date(2005, 1, 1), date(2027, 2, 28), date(2027, 3, 1))
    assert [rule.needed(day) for day in days] == [5, 5, 7]
