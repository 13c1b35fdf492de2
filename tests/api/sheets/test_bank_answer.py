"""Sheets of another form, there and back: what reads students' sheets knows nothing of students."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.language import Language, say
from api.sheets.cells import Cells
from api.sheets.files import read_file
from api.sheets.form import Form
from api.sheets.rejected import path_beside, write_rejected
from api.sheets.table import SheetRow, Table, tables
from api.sheets.template import GUIDE, write_template
from domain.refusal import Refusal
from tests.api.sheets.written import rows_of, text_file, workbook

BANK_ANSWER = Form.load(Path(__file__).with_name("bank_answer.toml"))
HEAD = ("serial no. (必填)", "*交易金额", "户名", "处理结果", "失败原因")
PAID = ("000123", "1000.00", "张三", "交易成功", "")
FAILED = ("000124", "850.00", "𬱖䶮", "Ｆ", "户名不符")
UNCLEAR = ("", "850.00", "王五", "处理中", "")
KINDS = ["xlsx", "utf-8", "utf-8-sig", "gb18030"]


def written(folder: Path, kind: str, *rows: tuple[str, ...]) -> Path:
    """A file as a bank gives it out, with a title above the head."""
    lines = [("代发结果清单",), HEAD, *rows]
    if kind == "xlsx":
        return workbook(folder / "a.xlsx", lines)
    return text_file(folder / "a.csv", lines, kind, ";")


def read(path: Path) -> list[Table]:
    return tables(read_file(path, BANK_ANSWER), BANK_ANSWER)


def answer(cells: Cells) -> tuple[str, str, str]:
    return cells.required("serial"), cells.word("result"), cells.text("cause")


def judged(row: SheetRow) -> SheetRow:
    """The row with a reason for each wrong cell."""
    for field, ask in (("serial", row.cells.required), ("result", row.cells.word)):
        try:
            ask(field)
        except Refusal as refusal:
            row.reasons.append(refusal)
    return row


@pytest.mark.parametrize("kind", KINDS)
def test_heads_by_any_of_their_names_in_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    (table,) = read(written(tmp_path, kind, PAID, FAILED))
    assert [answer(row.cells) for row in table.rows] == [
        ("000123", "PAID", ""),
        ("000124", "FAILED", "户名不符"),
    ]
    assert [row.number for row in table.rows] == [3, 4]
    assert table.heading.unused == ["户名"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["流水号 is empty.", "结果 cannot be 处理中; write one of: 成功, 失败."]),
        ("zh", ["流水号未填写。", "结果不能填“处理中”，请填写：成功、失败。"]),
    ],
)
def test_a_wrong_cell_is_explained_by_the_words_of_the_form(
    tmp_path: Path, language: Language, said: list[str]
) -> None:
    (table,) = read(written(tmp_path, "xlsx", UNCLEAR))
    reasons = judged(table.rows[0]).reasons
    assert [say(reason.template, language, **reason.details) for reason in reasons] == said


@pytest.mark.parametrize("kind", KINDS)
def test_rejected_rows_come_back_as_they_came_and_are_read_again(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind, PAID, UNCLEAR, FAILED)
    found = read(path)
    for row in found[0].rows:
        judged(row)
    rejected = path_beside(path)
    write_rejected(rejected, found, "zh")
    assert rejected.name == "a.rejected.xlsx"
    back = read_file(rejected, BANK_ANSWER)
    reason = "流水号未填写。结果不能填“处理中”，请填写：成功、失败。"
    assert [list(row) for row in back.sheets[0].rows] == [
        [*HEAD, "退回行号", "退回原因"],
        [*UNCLEAR, "4", reason],
    ]
    (again,) = tables(back, BANK_ANSWER)
    assert (again.rows[0].cells.text("cause"), again.rows[0].cells.text("reason")) == ("", reason)
    assert again.heading.unused == ["户名"]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_the_template_is_a_sheet_of_the_form(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name, BANK_ANSWER, "en")
    file = read_file(tmp_path / name, BANK_ANSWER)
    (table,) = tables(file, BANK_ANSWER)
    assert list(table.heading.row) == ["流水号", "金额（元）", "结果", "原因"]
    assert (table.rows, table.heading.unused) == ([], [])


def test_a_templates_lists_and_guide_are_those_of_the_form(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path, BANK_ANSWER, "zh")
    book: Any = load_workbook(path)
    assert book.sheetnames == ["代发结果", GUIDE]
    (rule,) = book["代发结果"].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"成功,失败"', "C2:C2001")
    head, *guide = book[GUIDE].iter_rows(values_only=True)
    assert head == ("列名", "必填", "填写说明", "可填内容", "示例")
    assert [row[:2] for row in guide] == [
        ("流水号", "是"),
        ("金额（元）", "是"),
        ("结果", "是"),
        ("原因", None),
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No row names the columns, such as 流水号, 金额（元）, 结果. Nothing was imported."),
        ("zh", "找不到表头行（应有流水号、金额（元）、结果等列名）。没有导入任何数据。"),
    ],
)
def test_a_sheet_of_another_form_is_refused(tmp_path: Path, language: Language, said: str) -> None:
    path = text_file(tmp_path / "a.csv", [("身份证号", "姓名", "原因"), ("1", "2", "3")])
    with pytest.raises(Refusal) as refused:
        read(path)
    assert say(refused.value.template, language, **refused.value.details) == said


def test_a_column_that_every_row_needs_is_missed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("流水号", "结果", "原因"), ("1", "成功", "")])
    with pytest.raises(Refusal, match="The sheet 表1 lacks these columns: 金额（元）"):
        read(path)
    assert rows_of(path)[0][0] == "流水号"
