"""What programs and hands put into CSV, one kind at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.csv_rows import csv_rows
from api.sheets.files import read_file
from api.sheets.form import Form
from api.sheets.sheet import Row
from api.sheets.table import tables
from domain.refusal import Refusal

BANK_ANSWER = Form.load(Path(__file__).with_name("bank_answer.toml"))
TEXT = "流水号,金额（元）,结果\r\n000123,850,成功\r\n"


def rows_of(folder: Path, content: bytes) -> list[Row]:
    path = folder / "a.csv"
    path.write_bytes(content)
    (table,) = tables(read_file(path, BANK_ANSWER), BANK_ANSWER)
    return [row.texts for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_encoding_with_its_mark_and_without(tmp_path: Path, encoding: str) -> None:
    assert rows_of(tmp_path, TEXT.encode(encoding)) == [["000123", "850", "成功"]]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_ends_as_any_program_ends_it(tmp_path: Path, end: str) -> None:
    assert rows_of(tmp_path, TEXT.replace("\r\n", end).encode()) == [["000123", "850", "成功"]]


def test_a_first_line_may_name_the_delimiter_and_counts_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("sep=|\r\n" + TEXT.replace(",", "|")).encode("utf-8-sig"))
    (table,) = tables(read_file(path, BANK_ANSWER), BANK_ANSWER)
    assert [(row.number, row.texts) for row in table.rows] == [(2, ["000123", "850", "成功"])]


def test_marks_of_byte_order_in_the_middle_are_none_of_the_text(tmp_path: Path) -> None:
    assert rows_of(tmp_path, (TEXT + "\ufeff000124,850,失败").encode("utf-8-sig"))[1][0] == "000124"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TEXT.encode("big5", "replace"), "No row names the columns"),
        (TEXT.encode()[:-3], "No row names the columns|neither"),
        (TEXT.replace("850", "8\x0050").encode(), "neither a workbook nor text"),
        (b"\xef\xbb\xbf <html><table><tr><td>1", "is no .xlsx workbook"),
        (b'<?xml version="1.0"?><Workbook>', "is no .xlsx workbook"),
        (b"%PDF-1.4", "is no .xlsx workbook"),
    ],
)
def test_what_is_no_text_that_can_be_read_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        rows_of(tmp_path, content)


NAMES = ["张一", "张二", "张三", "张四", "张五", "张六"]


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("mark", ['"{}', '{}"', '"{}"甲', '甲"{}', '"', '""{}'])
def test_a_quotation_mark_costs_no_row_but_its_own(at: int, mark: str) -> None:
    names = [*NAMES]
    names[at] = mark.format(names[at])
    rows = csv_rows(["号,姓名,班", *(f"{n},{name},1班" for n, name in enumerate(names)), ""], ",")
    others = [row for n, row in enumerate(rows[1:7]) if n != at]
    assert others == [[str(n), name, "1班"] for n, name in enumerate(NAMES) if n != at]
    assert rows[1 + at][0] == str(at)
    assert len(rows) == 8


def test_two_marks_in_two_rows_do_not_close_each_other() -> None:
    lines = ["号,姓名,班", '1,"张一,1班', "2,张二,1班", '3,张三","1班', "4,张四,1班"]
    rows = csv_rows(lines, ",")
    assert [row[0] for row in rows] == ["号", "1", "2", "3", "4"]


def test_a_quoted_cell_may_hold_lines_delimiters_and_marks() -> None:
    lines = ["号,姓名,班", '1,"张一', '""注"", 甲",1班', '2,"张二,乙","1""班"', "3,张三,1班"]
    assert csv_rows(lines, ",") == [
        ["号", "姓名", "班"],
        ["1", '张一\n"注", 甲', "1班"],
        ["2", "张二,乙", '1"班'],
        ["3", "张三", "1班"],
    ]


def test_every_cell_may_be_quoted() -> None:
    lines = ['"号","姓名"', '"1","张', '一"', '"2","张二"']
    assert csv_rows(lines, ",") == [["号", "姓名"], ["1", "张\n一"], ["2", "张二"]]


@given(st.lists(st.text('甲乙1," ', max_size=12), min_size=1, max_size=8))
def test_no_character_of_any_line_is_lost(lines: list[str]) -> None:
    """But delimiters and the marks of quotation."""
    read = "".join(cell for row in csv_rows(lines, ",") for cell in row)
    layout = str.maketrans("", "", ',"\n')
    assert read.translate(layout) == "".join(lines).translate(layout)
