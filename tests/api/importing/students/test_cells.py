"""What clerks and their programs write into cells, one kind at a time."""

from __future__ import annotations

from datetime import date

import pytest

from api.importing.students.course import entry_date, years
from api.importing.students.identity import identity
from api.importing.students.origin import Place, origin
from api.importing.students.study_major import study_major
from domain.refusal import Refusal
from tests.support.people import POLICY

NUMBER = "371525200102150014"


@pytest.mark.parametrize(
    "written",
    [
        "201509",
        "2015-09",
        "2015-9",
        "2015/09",
        "2015.9",
        "2015.09",
        "2015年9月",
        "2015 年 9 月",
        "２０１５０９",
        " 201509\u3000",
    ],
)
def test_a_month_of_entry_without_a_day_is_its_first_day(written: str) -> None:
    assert entry_date(written) == date(2015, 9, 1)


@pytest.mark.parametrize(
    "written",
    [
        "20150925",
        "2015-09-25",
        "2015年9月25日",
        "2015.9.25",
        "2015/9/25 0:00",
        "2015-09-25 10:00:00",
        "2015-09-25T00:00:00",
    ],
)
def test_the_day_of_entry_is_kept_for_the_census_day_asks_for_it(written: str) -> None:
    assert entry_date(written) == date(2015, 9, 25)


@pytest.mark.parametrize("written", ["2015.1", " ２０１５．１ "])
def test_what_may_be_january_or_october_is_asked_about(written: str) -> None:
    with pytest.raises(Refusal, match="may be January or October; write 2015-01 or 2015-10"):
        entry_date(written)


@pytest.mark.parametrize(
    ("written", "month"),
    [("2015.10", 10), ("2015.12", 12), ("2015.01", 1), ("2015.2", 2), ("2015-1", 1), ("2015年1月", 1)],
)
def test_other_months_are_clear_with_a_point_too(written: str, month: int) -> None:
    assert entry_date(written) == date(2015, month, 1)


@pytest.mark.parametrize(
    "written",
    ["", "2015", "201513", "2015-9-31", "15-09", "九月", "42248", "2015-09-01x", "2015.90", "Sep-15"],
)
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match="is no month"):
        entry_date(written)


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("一年", 1),
        ("一年半", 1.5),
        ("两年", 2),
        ("二年", 2),
        ("两年半", 2.5),
        ("三年", 3),
        ("三年制", 3),
        ("三年半", 3.5),
        ("四年", 4),
        ("五年", 5),
        ("3", 3),
        ("2.5", 2.5),
        ("3年", 3),
        ("２．５年", 2.5),
        ("三", 3),
    ],
)
def test_a_course_has_a_length(written: str, length: float) -> None:
    assert years(written) == length


@pytest.mark.parametrize("written", ["很久", "-3", "3+2", "三十年", "1e1", "nan"])
def test_what_is_no_length_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match="no length of a course"):
        years(written)


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        f" {NUMBER}\t",
        f"'{NUMBER}",
        f'="{NUMBER}"',
        "３７１５２５２００１０２１５００１４",
        "371525 20010215 0014",
        f"{NUMBER}\u200b",
        f"\ufeff{NUMBER}",
        f"\xa0{NUMBER}",
    ],
)
def test_an_id_number_is_found_under_what_programs_put_around_it(written: str) -> None:
    assert identity(written) == NUMBER


def test_a_small_x_is_a_capital_one() -> None:
    assert identity("11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("371525200102150", "has 15 characters, not 18"),
        ("371525991301001", "has 15 characters, not 18"),
        ("37152520010215001A", "17 digits and then"),
        ("371525200113150014", "20011315, are no date"),
        ("371525200102150015", "last character of the ID number does not fit"),
        ("3.71525E+17", "dropped the last digits"),
        ("371525200102156000", "dropped the last digits"),
    ],
)
def test_what_is_wrong_with_an_id_number_is_said(written: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        identity(written)


@pytest.mark.parametrize(
    ("written", "code", "intake", "major"),
    [
        ("010100", "", 2015, ("010100", "设施农业生产技术")),
        ("10100", "", 2015, ("010100", "设施农业生产技术")),
        ("设施农业生产技术", "", 2015, ("010100", "设施农业生产技术")),
        ("010100 设施农业生产技术", "", 2015, ("010100", "设施农业生产技术")),
        ("设施农业生产技术（010100）", "", 2015, ("010100", "设施农业生产技术")),
        ("植物保护", "", 2015, ("010600", "植物保护")),
        ("植物保护", "", 2022, ("610106", "植物保护")),
        ("植物保护", "", 2009, ("010600", "植物保护")),
        ("园林技术（花卉）", "011500", 2015, ("011500", "园林技术（花卉）")),
        ("茶艺", "019900", 2015, ("019900", "茶艺")),
        ("茶艺", "19900", 2015, ("019900", "茶艺")),
    ],
)
def test_a_major_is_looked_up_both_ways(written: str, code: str, intake: int, major: tuple[str, str]) -> None:
    assert study_major(written, code, intake, POLICY.majors) == major


@pytest.mark.parametrize(
    ("written", "code", "reason"),
    [
        ("茶艺", "", "Major 茶艺 is not in the national catalogue"),
        ("019900", "", "Major 019900 is not in the national catalogue"),
        ("010100 会计", "", "Code 010100 is 设施农业生产技术, not 会计"),
        ("010100", "120100", "010100 in one column and 120100 in another"),
        ("会计", "12", "12 is no code of a major"),
    ],
)
def test_a_major_that_cannot_be_told_is_refused(written: str, code: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        study_major(written, code, 2015, POLICY.majors)


@pytest.mark.parametrize(
    ("code", "names", "found"),
    [
        ("371525", ("", "", ""), "371525"),
        ("", ("山东省", "聊城市", "冠县"), "371525"),
        ("", ("山东", "聊城", "东昌府"), "371502"),
        ("", ("", "", "冠县"), "371525"),
        ("", ("北京市", "市辖区", "东城区"), "110101"),
        ("", ("北京市", "北京市", "朝阳区"), "110105"),
        ("", ("河南省", "济源市", "济源市"), "419001"),
        ("", ("山东省", "济南市", "章丘市"), "370181"),
        ("", ("山东省", "济南市", "章丘区"), "370114"),
        ("", ("山东省", "聊城市", ""), "371500"),
        ("", ("山东省", "", ""), "370000"),
        ("", ("", "", ""), "371525"),
    ],
)
def test_the_origin_is_told_by_code_or_names_or_the_id_number(
    code: str, names: tuple[str, str, str], found: str
) -> None:
    assert origin(code, Place(*names), NUMBER, POLICY.divisions) == found


@pytest.mark.parametrize(
    ("code", "names", "reason"),
    [
        ("999999", ("", "", ""), "999999 was never a division code"),
        ("", ("山东省", "聊城市", "无此县"), "No place is or was called 山东省 聊城市 无此县"),
        ("", ("江苏省", "", "鼓楼区"), "Several places are called 江苏省 鼓楼区"),
    ],
)
def test_an_origin_that_cannot_be_told_is_refused(
    code: str, names: tuple[str, str, str], reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        origin(code, Place(*names), NUMBER, POLICY.divisions)


def test_an_id_number_from_nowhere_asks_for_the_origin() -> None:
    with pytest.raises(Refusal, match="999999, are no division; fill in 户籍省"):
        origin("", Place("", "", ""), "999999200102150014", POLICY.divisions)
