"""Cells that may be somebody else's: parted by a comma that nobody meant to part them, or merged over several rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from api.importing.students.national_sheet import Fate, StudentRow, national_sheet, student_rows
from api.sheets.files import read_file
from api.sheets.rejected import write_rejected
from api.sheets.table import Table, tables
from tests.api.importing.students.rows import HEAD, row
from tests.support.people import POLICY

ADDRESS = [*HEAD[:7], "家庭住址", HEAD[7]]


def read(path: Path) -> tuple[list[Table], list[StudentRow]]:
    found = tables(read_file(path, national_sheet()), national_sheet())
    return found, student_rows(found, POLICY)


def csv(path: Path, *lines: list[Any]) -> Path:
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), "utf-8")
    return path


def living_at(sequence: int, address: str, *behind: str) -> list[Any]:
    return [*row(sequence)[:7], address, "1班", *behind]


@pytest.mark.parametrize("behind", [(), ("",)])
def test_a_comma_that_nobody_quoted_gives_its_row_back_and_no_other(
    tmp_path: Path, behind: tuple[str, ...]
) -> None:
    head = [*ADDRESS, *("备注" for _ in behind)]
    lines = [living_at(n, "清泉街道,1号" if n == 1 else "清泉街道", *behind) for n in range(3)]
    _, taken = read(csv(tmp_path / "a.csv", head, *lines))
    assert [one.fate for one in taken] == [None, Fate.REJECTED, None]
    (reason,) = taken[1].row.reasons
    assert "more cells than there are columns" in str(reason)


def test_such_a_row_is_given_back_a_second_time_when_nobody_has_corrected_it(tmp_path: Path) -> None:
    found, _ = read(csv(tmp_path / "a.csv", ADDRESS, living_at(0, "清泉街道,1号"), living_at(1, "清泉街道")))
    write_rejected(tmp_path / "r.xlsx", found, "zh")
    again, taken = read(tmp_path / "r.xlsx")
    assert again[0].heading.row[-3:] == ["多出内容", "行号", "原因"]
    assert [one.fate for one in taken] == [Fate.REJECTED]


@pytest.mark.parametrize("head", [[*ADDRESS, ""], ADDRESS])
def test_commas_behind_every_row_part_no_text(tmp_path: Path, head: list[str]) -> None:
    _, taken = read(csv(tmp_path / "a.csv", head, *(living_at(n, "清泉街道", "") for n in range(3))))
    assert [one.fate for one in taken] == [None] * 3


@pytest.mark.parametrize("commas", [20, 20_000])
def test_a_row_of_more_cells_than_a_spreadsheet_has_comes_back_all_the_same(
    tmp_path: Path, commas: int
) -> None:
    lines = [living_at(0, "清泉街道"), living_at(1, "清泉街道", *("1号" for _ in range(commas)))]
    found, taken = read(csv(tmp_path / "a.csv", ADDRESS, *lines, [""] * commas))
    assert [one.fate for one in taken] == [None, Fate.REJECTED]
    write_rejected(tmp_path / "r.xlsx", found, "zh")
    _, again = read(tmp_path / "r.xlsx")
    assert [one.fate for one in again] == [Fate.REJECTED]


def test_columns_that_say_nothing_do_not_come_back(tmp_path: Path) -> None:
    found, _ = read(csv(tmp_path / "a.csv", [*HEAD, *[""] * 16_376], [*row(0, 姓名=""), *[""] * 16_376]))
    write_rejected(tmp_path / "r.xlsx", found, "zh")
    (again,), _ = read(tmp_path / "r.xlsx")
    assert list(again.heading.row) == [*HEAD, "行号", "原因"]


def test_a_remark_of_two_lines_beyond_the_last_head_is_one_row(tmp_path: Path) -> None:
    lines = [row(0), [*row(1), '"第一行\n第二行"'], row(2)]
    _, taken = read(csv(tmp_path / "a.csv", list(HEAD), *lines))
    assert [one.row.number for one in taken] == [2, 3, 4]
    assert [one.fate for one in taken] == [None, Fate.REJECTED, None]


@pytest.mark.parametrize("letter", ["A", "B", "I"])
def test_what_is_one_students_own_is_nobody_elses_however_its_cell_is_merged(
    tmp_path: Path, letter: str
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append([*HEAD, "银行卡号"])
    for n in range(2):
        sheet.append([*row(n), f"62179900000000000{n}4"])
    sheet.merge_cells(f"{letter}2:{letter}3")
    book.save(tmp_path / "a.xlsx")
    found, taken = read(tmp_path / "a.xlsx")
    assert [one.fate for one in taken] == [None, Fate.REJECTED]
    assert "is merged with that of another row" in str(taken[1].row.reasons[0])
    write_rejected(tmp_path / "r.xlsx", found, "zh")
    (again,), _ = read(tmp_path / "r.xlsx")
    assert again.rows[0].texts[ord(letter) - ord("A")] == ""
