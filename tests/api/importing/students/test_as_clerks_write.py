"""Sheets of students as clerks' programs leave them: every row is taken whole, given back, or named as left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from api.importing.students.national_sheet import StudentRow, national_sheet, student_rows
from api.sheets.files import read_file
from api.sheets.table import Table, tables
from tests.api.importing.students.rows import HEAD, row
from tests.api.sheets.raw import raw_workbook, text
from tests.api.sheets.written import text_file, workbook
from tests.support.people import POLICY, id_number

SIX = ["张一", "张二", "张三", "张四", "张五", "张六"]


def tables_of(path: Path) -> list[Table]:
    return tables(read_file(path, national_sheet()), national_sheet())


def rows_of(path: Path) -> list[StudentRow]:
    return student_rows(tables_of(path), POLICY)


def formatted(path: Path, field: str, value: Any, number_format: str) -> StudentRow:
    """The one row of a sheet whose cell in that column has the format."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEAD)
    sheet.append(row(0, **{field: value}))
    sheet.cell(2, HEAD.index(field) + 1).number_format = number_format
    book.save(path)
    (only,) = rows_of(path)
    return only


def test_the_month_of_a_number_is_the_one_that_its_cell_shows(tmp_path: Path) -> None:
    october = formatted(tmp_path / "a.xlsx", "入学年月", 2015.1, "0.00").student
    assert october is not None
    assert october.entry_date.isoformat() == "2015-10-01"
    asked = formatted(tmp_path / "a.xlsx", "入学年月", 2015.1, "General")
    assert "may be January or October" in str(asked.row.reasons[0])


def test_a_month_as_chinese_excel_keeps_it_is_one(tmp_path: Path) -> None:
    cells = [text(str(cell)) for cell in row(0)]
    cells[HEAD.index("入学年月")] = '<c s="1"><v>42248</v></c>'
    path = raw_workbook(tmp_path / "a.xlsx", "".join(map(text, HEAD)), "".join(cells), formats={57: ""})
    (only,) = rows_of(path)
    assert only.student is not None
    assert only.student.entry_date.isoformat() == "2015-09-01"


@pytest.mark.parametrize(("field", "value"), [("班级", 46037), ("学制", 3), ("姓名", 42248)])
def test_a_date_in_a_column_without_dates_is_given_back(tmp_path: Path, field: str, value: int) -> None:
    fallen = formatted(tmp_path / "a.xlsx", field, value, "m-d")
    assert "made a date of what was typed" in str(fallen.row.reasons[0])


def test_a_length_that_shows_more_than_it_holds_is_given_back(tmp_path: Path) -> None:
    fallen = formatted(tmp_path / "a.xlsx", "学制", 2.5, "0")
    assert "学制 shows “3” but holds 2.5" in str(fallen.row.reasons[0])


def test_a_code_keeps_the_zero_that_its_cell_shows(tmp_path: Path) -> None:
    taken = formatted(tmp_path / "a.xlsx", "班级", 15, "000").student
    assert taken is not None
    assert taken.class_name == "015"


def test_a_wide_blank_within_a_name_is_no_part_of_it(tmp_path: Path) -> None:
    (only,) = rows_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0, 姓名="张\u3000三")]))
    assert only.student is not None
    assert only.student.name == "张三"


def test_a_quotation_mark_before_one_of_six_names_costs_nobody_else(tmp_path: Path) -> None:
    six = [row(n, 姓名=name) for n, name in enumerate(SIX)]
    six[2][1] = f'"{SIX[2]}'
    read = rows_of(text_file(tmp_path / "a.csv", [HEAD, *six]))
    assert [one.student and one.student.name for one in read] == [*SIX[:2], None, *SIX[3:]]
    assert "quotation mark" in str(read[2].row.reasons[0])


def test_totals_and_signatures_are_no_students_and_named(tmp_path: Path) -> None:
    below = [["合计", "6人"], [], ["制表人：李四", "", "", "", "审核人：王五"], ["校长（签字）："]]
    (table,) = tables_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0), *below]))
    assert len(table.rows) == 1
    assert [(aside.number, aside.words) for aside in table.left_out] == [
        (3, "合计 6人"),
        (5, "制表人：李四 审核人：王"),
        (6, "校长（签字）："),
    ]


@pytest.mark.parametrize(
    "line",
    [
        ["汇总", *[""] * 6, "2"],
        [*[""] * 6, "2015年9月10日"],
        ["", "2015-09-10"],
        ["", "日期：2015年9月10日"],
        ["年    月    日"],
        ["第1页 共2页"],
        ["第 1 页", "", "", "共 2 页"],
        ["- 1 -"],
        ["Page 1 of 2"],
        ["2015级学生花名册（续）"],
        ["某某学校2015年秋季"],
    ],
)
def test_the_foot_and_the_title_of_a_printed_page_are_no_students(tmp_path: Path, line: list[str]) -> None:
    rows = [["某某学校2015年秋季"], HEAD, row(0), line, row(1)]
    (table,) = tables_of(workbook(tmp_path / "a.xlsx", rows))
    assert [entry.number for entry in table.rows] == [3, 5]
    assert [aside.number for aside in table.left_out] == [4]


@pytest.mark.parametrize(
    "line", [["", "张三"], ["37152520000212378"], ["", "", "", "201509"], ["12"], ["", "黄表"]]
)
def test_a_row_of_a_single_cell_that_may_be_a_students_comes_back(tmp_path: Path, line: list[str]) -> None:
    (table,) = tables_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0), line]))
    assert [entry.number for entry in table.rows] == [2, 3]


@pytest.mark.parametrize(
    "remark",
    ["【必填】{}", "{}[必填]", "{}〔选填〕", "（必填）{}", "{}（18位", "*{}：", "{}〖文本〗", "{}<必填>"],
)
def test_a_remark_on_a_head_hides_it_in_no_brackets(tmp_path: Path, remark: str) -> None:
    (only,) = rows_of(workbook(tmp_path / "a.xlsx", [[remark.format(head) for head in HEAD], row(0)]))
    assert only.student is not None


def test_a_student_whose_name_is_a_word_for_totals_is_a_student(tmp_path: Path) -> None:
    damaged = row(1, 姓名="总计", 身份证号=int(id_number(1)[:17] + "0"))
    read = rows_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0, 姓名="合计"), damaged]))
    assert [one.student and one.student.name for one in read] == ["合计", None]


def test_a_head_repeated_on_every_page_is_no_student(tmp_path: Path) -> None:
    (table,) = tables_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0), HEAD, row(1)]))
    assert [entry.number for entry in table.rows] == [2, 4]
    assert [aside.number for aside in table.left_out] == [3]


def test_a_class_merged_over_its_students_is_the_class_of_each(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for cells in (HEAD, row(0), row(1, 班级=None), row(2, 班级=None)):
        sheet.append(cells)
    sheet.merge_cells("H2:H4")
    book.save(tmp_path / "a.xlsx")
    assert [one.student and one.student.class_name for one in rows_of(tmp_path / "a.xlsx")] == ["1班"] * 3


def test_a_head_of_two_rows_with_merged_cells_is_the_lower_one(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append([*HEAD[:7], "户籍所在地"])
    sheet.append([*[None] * 7, "户籍省", "户籍市", "户籍区县"])
    sheet.append([*row(0)[:7], "河北省", "邯郸市", "大名县"])
    sheet.merge_cells("H1:J1")
    for letter in "ABCDEFG":
        sheet.merge_cells(f"{letter}1:{letter}2")
    book.save(tmp_path / "a.xlsx")
    (only,) = rows_of(tmp_path / "a.xlsx")
    assert only.student is not None
    assert only.student.origin_division_code == "130425"


def test_a_column_of_formulas_without_values_gives_its_rows_back(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEAD)
    sheet.append(row(0, 班级='=CONCATENATE("1","班")'))
    book.save(tmp_path / "a.xlsx")
    (fallen,) = rows_of(tmp_path / "a.xlsx")
    assert "班级 holds the formula" in str(fallen.row.reasons[0])


@pytest.mark.parametrize(
    ("kind", "track"),
    [
        ("五年制高职学生", "FIVE_YEAR"),
        ("高职（3+2）学生", "THREE_PLUS_TWO"),
        ("普通中专学生", "ORDINARY"),
        ("普通中专（五年一贯制）", "FIVE_YEAR"),
        ("其他", "ORDINARY"),
        ("", "ORDINARY"),
    ],
)
def test_the_kind_of_student_tells_the_kind_of_course(tmp_path: Path, kind: str, track: str) -> None:
    (only,) = rows_of(workbook(tmp_path / "a.xlsx", [[*HEAD, "学生类别"], [*row(0), kind]]))
    assert only.student is not None
    assert only.student.track == track


def test_a_kind_of_student_of_two_courses_is_asked_about(tmp_path: Path) -> None:
    (only,) = rows_of(workbook(tmp_path / "a.xlsx", [[*HEAD, "学生类别"], [*row(0), "五年一贯制或3+2"]]))
    assert "fill in 培养类型" in str(only.row.reasons[0])
