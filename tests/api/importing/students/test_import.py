"""Files into a real ledger: twice, corrected, held, cancelled."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from api.importing.students.national_sheet import Fate, StudentRow, national_sheet, student_rows
from api.importing.students.take_in import take_in
from api.sheets.files import read_file
from api.sheets.rejected import path_beside, write_rejected
from api.sheets.table import tables
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import unseal
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.student import Student
from domain.vocabulary import Role
from tests.api.importing.students.rows import HEAD, NAME, row, told
from tests.api.sheets.written import rows_of, text_file, workbook
from tests.support.people import POLICY, id_number
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story

SHEET = 2_000
WRONG_CHECK_DIGIT = "371525200102150015"


async def taken_in(ledger: Ledger, path: Path, school: str = SCHOOL) -> tuple[list[StudentRow], Path]:
    """The rows of a file after their import, and the file of those that fell."""
    file = read_file(path, national_sheet())
    found = tables(file, national_sheet())
    taken = student_rows(found, POLICY)
    done: list[int] = []
    await take_in(ledger, Mandate("李", (Role.REGISTRAR,), (school,)), school, taken, done.append)
    assert sum(done) == len(taken)
    rejected = path_beside(path)
    if any(one.row.reasons for one in taken):
        write_rejected(rejected, found, "zh")
    return taken, rejected


def fates(taken: list[StudentRow]) -> dict[Fate | None, int]:
    return dict(Counter(one.fate for one in taken))


@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "gb18030"])
async def test_a_full_sheet_goes_in_within_seconds_and_a_second_time_changes_nothing(
    story: Story, tmp_path: Path, kind: str
) -> None:
    await story.school()
    rows = [HEAD, *(row(n) for n in range(SHEET))]
    path = (
        workbook(tmp_path / "a.xlsx", rows) if kind == "xlsx" else text_file(tmp_path / "a.csv", rows, kind)
    )
    began = time.monotonic()
    taken, _ = await taken_in(story.ledger, path)
    assert time.monotonic() - began < 10
    assert fates(taken) == {Fate.REGISTERED: SHEET}
    position = await story.ledger.position()
    again, rejected = await taken_in(story.ledger, path)
    assert fates(again) == {Fate.ALREADY: SHEET}
    assert await story.ledger.position() == position
    assert not rejected.exists()
    await names_survived(story.ledger, taken)


async def names_survived(ledger: Ledger, taken: list[StudentRow]) -> None:
    numbers = [one.student.id_number for one in taken if one.student]
    persons = [ledger.seals.person(number) for number in numbers]
    keys = await ledger.keys_of(persons)
    for person, number, sequence in zip(persons[:5], numbers, range(5), strict=False):
        student = await Story(ledger).load(Student, person)
        assert unseal(keys[person], person, student.name) == f"{NAME}{sequence}"
        assert unseal(keys[person], person, student.id_number) == number


async def test_a_grown_file_adds_only_what_is_new(story: Story, tmp_path: Path) -> None:
    await story.school()
    await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0), row(1)]))
    taken, _ = await taken_in(story.ledger, workbook(tmp_path / "b.xlsx", [HEAD, row(2), row(0), row(1)]))
    assert [one.fate for one in taken] == [Fate.REGISTERED, Fate.ALREADY, Fate.ALREADY]


async def test_whoever_was_approved_meanwhile_is_left_as_is(story: Story, tmp_path: Path) -> None:
    await story.school()
    await story.students(1)
    position = await story.ledger.position()
    taken, _ = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, told(0)]))
    assert fates(taken) == {Fate.ALREADY: 1}
    assert await story.ledger.position() == position


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_rejected_rows_come_back_are_corrected_and_go_in(
    story: Story, tmp_path: Path, kind: str
) -> None:
    await story.school()
    rows = [
        ["标题"],
        HEAD,
        row(0),
        row(1, 身份证号=WRONG_CHECK_DIGIT),
        row(2, 姓名="=1+1", 入学年月="209909"),
    ]
    path = (
        workbook(tmp_path / "名单.xlsx", rows) if kind == "xlsx" else text_file(tmp_path / "名单.csv", rows)
    )
    taken, rejected = await taken_in(story.ledger, path)
    assert fates(taken) == {Fate.REGISTERED: 1, Fate.REJECTED: 2}
    assert rejected.name == "名单.rejected.xlsx"
    again = rows_of(rejected)
    assert again[0] == [*HEAD, "行号", "原因"]
    assert again[1][:2] == [WRONG_CHECK_DIGIT, f"{NAME}1"]
    assert again[1][-2:] == ["4", "身份证号最后一位校验码不对，请核对。"]
    assert again[2][1] == "=1+1"
    assert again[2][-2:] == ["5", "姓名是公式 =1+1 而没有计算结果，请填写实际内容。"]
    again[1][0], again[2][1], again[2][3] = id_number(1), "张三", "201509"
    taken, second = await taken_in(story.ledger, workbook(rejected, again))
    assert fates(taken) == {Fate.REGISTERED: 2}
    assert not second.exists()


async def test_a_file_that_a_clerk_may_be_correcting_is_not_written_over(
    story: Story, tmp_path: Path
) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0, 姓名="")])
    _, first = await taken_in(story.ledger, path)
    _, second = await taken_in(story.ledger, path)
    assert (first.name, second.name) == ("a.rejected.xlsx", "a.rejected-2.xlsx")


async def test_each_sheet_gives_its_own_rows_back(story: Story, tmp_path: Path) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD], [HEAD, row(0)], [HEAD, row(1, 姓名=""), row(2)])
    _, rejected = await taken_in(story.ledger, path)
    assert [sheet.title for sheet in read_file(rejected, national_sheet()).sheets] == ["表3"]
    assert [cells[0] for cells in rows_of(rejected)[1:]] == [id_number(1)]


async def test_reasons_do_not_pile_up(story: Story, tmp_path: Path) -> None:
    await story.school()
    _, first = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0, 姓名="")]))
    _, second = await taken_in(story.ledger, first)
    assert rows_of(second)[0] == [*HEAD, "行号", "原因"]


async def test_a_second_enrolment_is_held_and_said_so_both_times(story: Story, tmp_path: Path) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.students(1)
    path = workbook(tmp_path / "a.xlsx", [HEAD, told(0)])
    taken, rejected = await taken_in(story.ledger, path, OTHER_SCHOOL)
    assert fates(taken) == {Fate.HELD: 1}
    assert SCHOOL in rows_of(rejected)[1][-1]
    position = await story.ledger.position()
    taken, _ = await taken_in(story.ledger, path, OTHER_SCHOOL)
    assert fates(taken) == {Fate.HELD: 1}
    assert await story.ledger.position() == position


async def test_what_was_cancelled_does_not_come_back_with_an_old_file(story: Story, tmp_path: Path) -> None:
    await story.school()
    (enrolment,) = await story.students(1)
    await story.change(enrolment, "CANCEL", "2015-09-01")
    taken, rejected = await taken_in(story.ledger, workbook(tmp_path / "a.xlsx", [HEAD, row(0)]))
    assert fates(taken) == {Fate.REJECTED: 1}
    assert "已被取消" in rows_of(rejected)[1][-1]


async def test_a_school_that_is_not_there_takes_nobody_in(ledger: Ledger, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0)])
    with pytest.raises(Refusal, match="NOT_FOUND"):
        await taken_in(ledger, path)
    assert await ledger.position() == 0
