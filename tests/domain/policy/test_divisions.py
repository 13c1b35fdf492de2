from datetime import date

import pytest

from domain.policy.divisions import city_of, county_of, division_name, exists, province_of, revisions


@pytest.mark.parametrize(
    ("code", "name"), [("371525", "冠县"), ("3715", "聊城市"), ("371500", "聊城市"), ("37", "山东省")]
)
def test_a_division_is_named_by_two_four_or_six_digits(code: str, name: str) -> None:
    assert division_name(code) == name


def test_a_code_that_was_given_up_keeps_its_last_name() -> None:
    assert division_name("370181") == "章丘市"
    assert exists("370181")


@pytest.mark.parametrize(
    ("code", "before", "after", "changed"),
    [
        ("371523", "茌平县", None, date(2019, 9, 1)),
        ("371503", None, "茌平区", date(2019, 9, 1)),
        ("371202", "莱城区", None, date(2019, 1, 1)),
        ("370614", None, "蓬莱区", date(2020, 6, 1)),
        ("371681", None, "邹平市", date(2018, 10, 1)),
        ("371626", "邹平县", None, date(2018, 10, 1)),
    ],
)
def test_a_name_is_that_of_the_day(code: str, before: str | None, after: str | None, changed: date) -> None:
    assert division_name(code, changed.replace(year=changed.year - 1)) == before
    assert division_name(code, changed) == after
    assert division_name(code, date(2026, 1, 1)) == after


def test_days_before_the_first_revision_read_the_first() -> None:
    assert division_name("37", date(1949, 10, 1)) == "山东省"


@pytest.mark.parametrize("code", ["999999", "99", "3", "37152", "3715251", "37152x", "３７", ""])
def test_what_is_no_division_has_no_name(code: str) -> None:
    assert division_name(code) is None
    assert not exists(code)


def test_a_code_is_cut_to_the_scopes_above_it() -> None:
    assert (county_of("371525"), city_of("371525"), province_of("371525")) == ("371525", "3715", "37")


def test_a_wider_code_stays_as_wide_as_it_is() -> None:
    assert (county_of("371500"), city_of("371500")) == ("3715", "3715")
    assert (county_of("370000"), city_of("37"), province_of("3700")) == ("37", "37", "37")


@pytest.mark.parametrize("code", ["", "371", "3637000001", "37152X"])
def test_what_is_no_code_has_no_scope(code: str) -> None:
    with pytest.raises(ValueError, match="division code"):
        county_of(code)


def test_the_revisions_come_newest_first_with_their_names() -> None:
    days, names = zip(*revisions(), strict=True)
    assert list(days) == sorted(days, reverse=True)
    assert (names[0]["370114"], names[-1]["370000"]) == ("章丘区", "山东省")
