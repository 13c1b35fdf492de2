"""The sheet and the API say the same of a line, each in the words of its door; and two runs at once are one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from api.importing.students.national_sheet import Fate
from api.language import say
from tests.api.importing.students.rows import HEAD, row
from tests.api.importing.students.test_import import fates, taken_in
from tests.api.sheets.raw import raw_workbook, text
from tests.api.sheets.written import workbook
from tests.support.people import holder, id_number
from tests.support.server import Served
from tests.support.story import SCHOOL, Story

REGISTRAR = holder("REGISTRAR", SCHOOL)
CARD, ORIGIN = "中职学生资助卡号", "户籍所在地行政区划码"
SHOWN = "results { errors { code path } }"
SHEET = 1_100

SAME: list[tuple[str, str, str, bool]] = [
    ("姓名", "name", "张?", False),
    ("姓名", "name", "张\ufffd三", False),
    ("姓名", "name", "张\u200b三", False),
    ("姓名", "name", "字" * 51, False),
    ("姓名", "name", "张　三", True),
    ("班级", "className", "字" * 51, False),
    ("班级", "className", "1\ufffd班", False),
    ("班级", "className", "1\u202e班", False),
    ("班级", "className", " 1班 ", True),
    ("班级", "className", "", True),
    (CARD, "bankCard", "6217-9900-0000-0000-014", True),
    (CARD, "bankCard", "６２１７９９００００００００００014", True),
    (CARD, "bankCard", "  ", True),
    (CARD, "bankCard", "62179900", False),
    (CARD, "bankCard", "6217 9900 甲", False),
    (ORIGIN, "originDivisionCode", "999999", False),
    ("身份证号", "idNumber", "371525991301001", False),
    ("身份证号", "idNumber", "371525200102150015", False),
]


async def test_both_doors_take_and_refuse_the_same(served: Served, tmp_path: Path) -> None:
    await served.story.school()
    heads = [*HEAD, CARD, ORIGIN]
    sent = [line(n, field, value) for n, (_, field, value, _) in enumerate(SAME)]
    rows = [cells(n + len(SAME), head, value) for n, (head, _, value, _) in enumerate(SAME)]
    payload = await served.do(REGISTRAR, "registerStudents", SHOWN, schoolCode=SCHOOL, students=sent)
    read, _ = await taken_in(
        served.ledger,
        workbook(tmp_path / "a.xlsx", [heads, *([each[head] for head in heads] for each in rows)]),
    )
    for (head, _, value, taken), result, one in zip(SAME, payload["results"], read, strict=True):
        assert (result["errors"] == []) == taken == (one.fate == Fate.REGISTERED), value
        said = [say(reason.template, "zh", **reason.details) for reason in one.row.reasons]
        assert taken or any(
            head in reason or head[-2:] in reason or ORIGIN[-5:-1] in reason for reason in said
        )


def line(sequence: int, field: str, value: str) -> dict[str, Any]:
    usual = {
        "idNumber": id_number(sequence),
        "name": "张三",
        "hukou": "RURAL",
        "originDivisionCode": "371525",
        "majorCode": "010100",
        "majorName": "设施农业生产技术",
        "entryDate": "2015-09-01",
        "years": 3,
    }
    return {**usual, field: value}


def cells(sequence: int, head: str, value: str) -> dict[str, Any]:
    return {**dict(zip(HEAD, row(sequence), strict=True)), "性别": "", CARD: "", ORIGIN: "", head: value}


async def test_the_same_file_twice_at_once_registers_everybody_once(story: Story, tmp_path: Path) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, *(row(n) for n in range(SHEET))])
    (one, _), (other, _) = await asyncio.gather(*(taken_in(story.ledger, path) for _ in range(2)))
    for first, second in zip(one, other, strict=True):
        assert {first.fate, second.fate} == {Fate.REGISTERED, Fate.ALREADY}
    assert await story.ledger.position() == 1 + 2 * SHEET


async def test_so_does_one_of_students_without_an_id_number(story: Story, tmp_path: Path) -> None:
    await story.school()
    heads = [*HEAD, "出生日期", ORIGIN]
    rows = [[*row(n, 身份证号="", 性别="男"), "20000501", "371525"] for n in range(20)]
    path = workbook(tmp_path / "a.xlsx", [heads, *rows])
    (one, _), (other, _) = await asyncio.gather(*(taken_in(story.ledger, path) for _ in range(2)))
    for first, second in zip(one, other, strict=True):
        assert {first.fate, second.fate} == {Fate.REGISTERED, Fate.ALREADY}


@pytest.mark.parametrize("escaped", ["_x0000_", "_x0007_", "_xD800_", "_xFFFF_", "_x202E_"])
async def test_a_character_that_no_table_holds_costs_its_own_row(
    story: Story, tmp_path: Path, escaped: str
) -> None:
    await story.school()
    heads = ("姓名", "班级", "修读专业")
    spoilt = [row(n, **{head: f"019900 茶{escaped}艺"}) for n, head in enumerate(heads)]
    lines = ["".join(text(str(cell)) for cell in cells) for cells in (HEAD, *spoilt, row(3))]
    taken, rejected = await taken_in(story.ledger, raw_workbook(tmp_path / "a.xlsx", *lines))
    assert fates(taken) == {Fate.REJECTED: 3, Fate.REGISTERED: 1}
    assert rejected.exists()


async def test_what_nobody_sees_makes_no_other_class_or_major_of_it(story: Story, tmp_path: Path) -> None:
    await story.school()
    unseen = row(0, 班级="1\u200b班\ufeff", 修读专业="010100 设施\u200b农业 生产技术")
    taken, _ = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, unseen]))
    assert taken[0].fate == Fate.REGISTERED
    again, _ = await taken_in(story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, row(0)]))
    assert again[0].fate == Fate.ALREADY
