"""Files about somebody who is on record: whatever a row says is taken, equal to what is known, or given back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.importing.students.national_sheet import Fate
from tests.api.importing.students.rows import HEAD, row, told
from tests.api.importing.students.test_import import fates, taken_in
from tests.api.sheets.written import rows_of, workbook
from tests.support.people import id_number
from tests.support.story import SCHOOL, Story

CARD_HEAD = [*HEAD, "中职学生资助卡号"]


def reason(rejected: Path, line: int = 1) -> str:
    return str(rows_of(rejected)[line][-1])


async def test_another_student_under_a_number_of_the_first_file_comes_back(
    story: Story, tmp_path: Path
) -> None:
    await story.school()
    await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0)]))
    position = await story.ledger.position()
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, row(0, 姓名="李四")]))
    assert fates(taken) == {Fate.REJECTED: 1}
    assert rows_of(rejected)[1][1] == "李四"
    assert "已用另一姓名登记" in reason(rejected)
    assert await story.ledger.position() == position


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"班级": "2班"}, "班级为“1班”，与本次的“2班”不一致"),
        ({"户籍性质": "非农业"}, "户籍性质为农村，与本次的城市不一致"),
        ({"学制": "四年"}, "学制为 3.0 年，与本次的 4.0 年不一致"),
        ({"修读专业": "会计"}, "专业为“010100 设施农业生产技术”"),
        ({"入学年月": "201509", "学制": "两年半", "班级": "3班"}, "班级为“1班”"),
    ],
)
async def test_a_row_with_another_detail_comes_back_and_says_which(
    story: Story, tmp_path: Path, cells: dict[str, Any], said: str
) -> None:
    await story.school()
    await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0), row(1)]))
    taken, rejected = await taken_in(
        story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, row(0, **cells), row(1)])
    )
    assert [one.fate for one in taken] == [Fate.REJECTED, Fate.ALREADY]
    assert said in reason(rejected)


async def test_whoever_withdrew_and_comes_back_is_given_back_or_taken_by_the_day_of_entry(
    story: Story, tmp_path: Path
) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    await story.change(enrolment, "WITHDRAW", "2016-03-01")
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, told(0)]))
    assert fates(taken) == {Fate.REJECTED: 1}
    assert "已于 2016-03-01 终止（退学）" in reason(rejected)
    back = workbook(tmp_path / "b.xlsx", [HEAD, told(0, 入学年月="201609")])
    taken, _ = await taken_in(story.ledger, back)
    assert fates(taken) == {Fate.REGISTERED: 1}
    taken, _ = await taken_in(story.ledger, back)
    assert fates(taken) == {Fate.ALREADY: 1}


async def test_the_same_name_typed_wider_is_no_other_student(story: Story, tmp_path: Path) -> None:
    await story.school()
    await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0, 姓名="张三")]))
    taken, _ = await taken_in(story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, row(0, 姓名="张　三")]))
    assert fates(taken) == {Fate.ALREADY: 1}


async def test_a_card_that_lost_its_digits_goes_in_with_a_warning(story: Story, tmp_path: Path) -> None:
    await story.school()
    rows = [CARD_HEAD, [*row(0), "6217990000123450000"], [*row(1), "6217990000000000014"]]
    path = workbook(tmp_path / "a.xlsx", rows)
    taken, rejected = await taken_in(story.ledger, path)
    assert fates(taken) == {Fate.REGISTERED: 2}
    assert [[warning.code for warning in one.warnings] for one in taken] == [["CARD_CHECK_DIGIT"], []]
    assert not rejected.exists()
    again, _ = await taken_in(story.ledger, path)
    assert fates(again) == {Fate.ALREADY: 2}
    assert [one.warnings for one in again] == [[], []]


PLACE = {"户籍所在地行政区划码": "371525"}


async def test_who_has_no_id_number_goes_in_once(story: Story, tmp_path: Path) -> None:
    await story.school()
    head = [*HEAD, "出生日期", *PLACE]
    usual = {"性别": "男", "姓名": "李四"}
    rows = [
        [*row(0, 身份证号="", **usual), "20000501", *PLACE.values()],
        [*row(1, 身份证号="999363700000100001", **{**usual, "性别": "女"}), "2000-05-01", *PLACE.values()],
        [*row(2, 身份证号="", 性别="男", 姓名="李　四"), "2000年5月1日", *PLACE.values()],
        [*row(3, 身份证号="", **usual), "", *PLACE.values()],
        [*row(4, 身份证号="", **usual), "2000-13-01", *PLACE.values()],
        [*row(5, 身份证号="", 性别="男", 姓名="王五"), "20000501", ""],
        [*row(6, 身份证号="", 性别="男", 姓名="王五"), "21000501", *PLACE.values()],
    ]
    path = workbook(tmp_path / "a.xlsx", [head, *rows])
    taken, rejected = await taken_in(story.ledger, path)
    assert [one.fate for one in taken] == [Fate.REGISTERED] * 2 + [Fate.REJECTED] * 5
    assert [[warning.details["reason"] for warning in one.warnings] for one in taken[:2]] == [
        [],
        ["old_temporary"],
    ]
    said = [reason(rejected, line) for line in range(1, 6)]
    assert "该生（无身份证号）与工作表“表1”第2行重复" in said[0]
    assert "没有身份证号。请填写身份证号；学生没有身份证号的，请填写性别和出生日期。" in said[1]
    assert "不是出生日期" in said[2]
    assert "请填写户籍省、户籍市、户籍区县" in said[3]
    assert "出生日期应在 1900 年至今天之间" in said[4]
    position = await story.ledger.position()
    again, _ = await taken_in(story.ledger, path)
    assert [one.fate for one in again[:2]] == [Fate.ALREADY] * 2
    assert await story.ledger.position() == position


async def test_an_old_number_of_15_digits_is_the_person_of_18(story: Story, tmp_path: Path) -> None:
    await story.school()
    new, old = "110105199912310022", "110105991231002"
    rows = [HEAD, row(0, 身份证号=old, 性别="女"), row(1, 身份证号=new, 性别="女")]
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", rows))
    assert [one.fate for one in taken] == [Fate.REGISTERED, Fate.REJECTED]
    assert [warning.details["reason"] for warning in taken[0].warnings] == ["old_number"]
    assert "重复" in reason(rejected)
    same = row(0, 身份证号=new, 性别="女")
    taken, _ = await taken_in(story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, same]))
    assert fates(taken) == {Fate.ALREADY: 1}


async def test_a_birth_date_beside_an_id_number_must_agree_with_it(story: Story, tmp_path: Path) -> None:
    await story.school()
    number = id_number(0)
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    rows = [[*HEAD, "出生年月日"], [*row(0), born], [*row(1), "1999-01-01"]]
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", rows))
    assert [one.fate for one in taken] == [Fate.REGISTERED, Fate.REJECTED]
    assert "两者不符" in reason(rejected)


async def test_a_file_read_again_after_every_change_loses_no_row(story: Story, tmp_path: Path) -> None:
    """Rows read are rows registered, held, equal to what is known, and given back, whatever happened since."""
    await story.school()
    enrolments = await story.students(5)
    await story.change(enrolments[1], "SUSPEND", "2015-11-01")
    await story.change(enrolments[2], "EXPEL", "2015-11-01")
    await story.change(enrolments[3], "DECEASED", "2015-11-01")
    await story.change(enrolments[4], "CANCEL", "2015-09-01")
    rows = [HEAD, *(told(n) for n in range(6))]
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", rows))
    assert [one.fate for one in taken] == [
        *(Fate.ALREADY, Fate.ALREADY, Fate.REJECTED, Fate.REJECTED, Fate.REJECTED, Fate.REGISTERED)
    ]
    assert [cells[0] for cells in rows_of(rejected)[1:]] == [id_number(n) for n in (2, 3, 4)]
    assert all(cells[-1] for cells in rows_of(rejected)[1:])
    assert SCHOOL not in reason(rejected, 2)
