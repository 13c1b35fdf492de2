"""Which rows of a sheet are entries, and what becomes of all the others."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from api.sheets.form import AsideWords, Form
from api.sheets.sheet import Sheet, SheetFile
from api.sheets.table import SheetRow, Table, tables
from domain.refusal import Refusal

BANK_ANSWER = msgspec.structs.replace(
    Form.load(Path(__file__).with_name("bank_answer.toml")),
    aside=AsideWords(words=("合计", "制表人", "注"), examples=("示例",), never=r"\d{6}"),
)
HEAD = ["序", "流水号", "金额（元）", "结果", "原因"]
ENTRY = ["1", "000123", "850.00", "成功", ""]


def table_of(*rows: list[str], hidden_rows: frozenset[int] = frozenset()) -> Table:
    (table,) = tables(SheetFile([Sheet("表1", [HEAD, *rows], hidden_rows=hidden_rows)]), BANK_ANSWER)
    return table


def only(row: list[str], head: list[str] = HEAD) -> SheetRow:
    (table,) = tables(SheetFile([Sheet("表1", [head, row])]), BANK_ANSWER)
    return table.rows[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["合计", "", "850.00"], "合计 850.00"),
        (["", "合 计：1笔"], "合 计：1笔"),
        (["2", "合计"], "2 合计"),
        (["制表人 李四", "", "", "", "2015-09-10"], "制表人 李四 2015-"),
        (["注：本表一式两份，银行、学校各一份"], "注：本表一式两份，银行、"),
        (["示例", "000000", "850.00", "成功"], "示例 000000 85"),
        (["2", "", "", "", ""], "2"),
        (HEAD, "序 流水号 金额（元）"),
        (["", *HEAD[1:4]], "流水号 金额（元） 结果"),
    ],
)
def test_what_is_no_entry_is_left_out_and_named(row: list[str], words: str) -> None:
    table = table_of(ENTRY, row, ENTRY)
    assert [(aside.number, aside.words) for aside in table.left_out] == [(3, words)]
    assert [entry.number for entry in table.rows] == [2, 4]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "000123"],
        ["", "合计", "850.00", "成功"],
        ["", "合计华"],
        ["注册", "", "", "成功"],
        ["", "", "", "", "备注"],
        ["", "123"],
    ],
)
def test_whatever_may_be_an_entry_is_one_however_faulty(row: list[str]) -> None:
    table = table_of(row)
    assert (len(table.rows), table.left_out) == (1, [])


def test_a_second_head_in_another_order_is_refused_for_all_below_it_would_be_misread() -> None:
    with pytest.raises(Refusal, match="Row 3 of the sheet 表1 names the columns in another order"):
        table_of(ENTRY, ["序", "金额（元）", "流水号", "结果", "原因"])


def test_hidden_entries_are_counted() -> None:
    assert table_of(ENTRY, ENTRY, hidden_rows=frozenset({1, 3, 9})).hidden_rows == 1


def test_two_columns_for_one_field_may_agree_but_not_differ() -> None:
    head = ["流水号", "金额（元）", "结果", "交易流水号"]
    assert only(["000123", "850", "成功", "０００１２３"], head).cells.text("serial") == "000123"
    assert only(["", "850", "成功", "000123"], head).cells.text("serial") == "000123"
    with pytest.raises(Refusal, match="Two columns for 流水号 say different things: 000123, 000124"):
        only(["000123", "850", "成功", "000124"], head).cells.text("serial")


def test_a_column_without_a_head_is_named_by_its_letter() -> None:
    assert table_of([*ENTRY, "", "退"]).heading.unused == ["序", "G"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#N/A", "holds the error #N/A"),
        ("#####", "holds the error #####"),
        ("=B2&C2", "holds the formula =B2&C2"),
        ("3≠2.5", "shows “3” but holds 2.5"),
        ('张"三', "a quotation mark"),
        ("2026-01-15", "made a date of what was typed: 2026-01-15"),
        ("2026-01-15T10:00:00", "made a date"),
        ("2026/1/15", "made a date"),
        ("1月15日", "made a date"),
        ("15-Jan", "made a date"),
        ("Jan-15", "made a date"),
        ("03:30:00", "made a date"),
    ],
)
def test_what_nobody_meant_to_write_is_given_back(text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        only(["1", "000123", "850", "成功", text]).cells.text("cause")


@pytest.mark.parametrize("text", ["1-15", "2015-1-2", '"1"班', "15设施1班", "2015级", "#1班", "="])
def test_what_only_looks_like_it_is_taken(text: str) -> None:
    assert only(["1", "000123", "850", "成功", text]).cells.text("cause") == text


def test_hidden_sheets_are_left_out_and_asked_for_if_there_is_no_other() -> None:
    shown, hidden = Sheet("今年", [HEAD, ENTRY]), Sheet("去年", [HEAD, ENTRY], hidden=True)
    assert [table.sheet.title for table in tables(SheetFile([hidden, shown]), BANK_ANSWER)] == ["今年"]
    with pytest.raises(Refusal, match="Only hidden sheets name the columns: 去年"):
        tables(SheetFile([hidden, Sheet("说明", [["说明"]])]), BANK_ANSWER)
