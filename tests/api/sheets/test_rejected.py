"""Rows given back: text in a workbook, whatever they came in, equal when they are read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from api.sheets.cell_text import clean
from api.sheets.files import read_file
from api.sheets.form import Form
from api.sheets.rejected import path_beside, write_rejected
from api.sheets.sheet import Sheet, SheetFile, wrong
from api.sheets.table import tables
from api.sheets.text_workbook import BEGINS_FORMULA, write_text_workbook

BANK_ANSWER = Form.load(Path(__file__).with_name("bank_answer.toml"))
HEAD = ["流水号", "金额（元）", "结果", "备注"]
STRANGE = [
    ["6217990000123450000", "0850.10", "1-15", "=1+1"],
    ["000123", "+1", "-1", "@SUM(A1)"],
    ["2015-09-25", "2015.10", "3.71525E+17", '=HYPERLINK("http://x")'],
    ["\x0b甲\x01", "_x000D_", "一\n二", "𬱖䶮 \ue863"],
    ["TRUE", "#N/A", '"甲', "'甲"],
]


def given_back(folder: Path, title: str = "CSV") -> Path:
    found = tables(SheetFile([Sheet(title, [HEAD, *STRANGE])]), BANK_ANSWER)
    for row in found[0].rows:
        row.reasons.append(wrong("{column} is empty.", column="金额"))
    path = path_beside(folder / "名单.csv")
    write_rejected(path, found, "zh")
    return path


def test_rows_of_csv_come_back_as_a_workbook_and_are_read_again_as_they_were(tmp_path: Path) -> None:
    path = given_back(tmp_path)
    assert path.name == "名单.rejected.xlsx"
    (sheet,) = read_file(path, BANK_ANSWER).sheets
    assert [row[:4] for row in sheet.rows] == [HEAD, *STRANGE]
    assert [row[4:] for row in sheet.rows[1:]] == [[str(n), "金额未填写。"] for n in range(2, 7)]


def test_every_cell_and_every_column_is_text_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    sheet: Any = load_workbook(given_back(tmp_path)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}
    assert [cell.value for cell in cells if cell.quotePrefix] == [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
    ]


ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
LIKE_FORMULAS = st.sampled_from([*BEGINS_FORMULA, "-1", "+8613800000000", "=cmd|'/c calc'!A0"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rejected")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(begin=st.one_of(LIKE_FORMULAS, st.sampled_from(["371525200001010014", "'", "甲"])), rest=ANY_TEXT)
def test_whatever_a_cell_begins_with_it_is_text_and_read_again_as_it_was(
    folder: Path, begin: str, rest: str
) -> None:
    path, value = folder / "rows.xlsx", f"{begin}{rest}"
    write_text_workbook(path, [Sheet("甲", [[*HEAD], [value, "1", "2", "3"]])])
    cell = load_workbook(path).active["A2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.quotePrefix is value.startswith(BEGINS_FORMULA)
    (sheet,) = read_file(path, BANK_ANSWER).sheets
    assert sheet.rows[1][0] == value
    assert clean(sheet.rows[1][0]) == clean(value), "what the import makes of it"


def test_the_head_stays_in_sight_and_columns_are_wide_enough(tmp_path: Path) -> None:
    sheet: Any = load_workbook(given_back(tmp_path)).active
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width > len("6217990000123450000")


def test_a_title_that_no_program_takes_is_made_one(tmp_path: Path) -> None:
    assert load_workbook(given_back(tmp_path, "15/16级[甲]" * 5)).sheetnames == [
        "15_16级_甲_15_16级_甲_15_16级_甲_15_16级"[:31]
    ]
