"""Workbooks that no program writes: a file is refused with a sentence, a cell costs its own row, nothing is misread."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.sheets.files import read_file
from api.sheets.form import Form
from api.sheets.sheet import LONGEST, Sheet, SheetFile
from api.sheets.table import tables
from api.sheets.workbook import read_workbook
from domain.refusal import Refusal
from tests.api.sheets.raw import number, raw_workbook, text

BANK_ANSWER = Form.load(Path(__file__).with_name("bank_answer.toml"))
SHEET = "xl/worksheets/s.xml"
HEAD = "".join(map(text, ("流水号", "金额（元）", "结果", "原因")))


def changed(path: Path, *pairs: tuple[str, str]) -> Path:
    """A workbook of three rows whose sheet says something else."""
    with ZipFile(raw_workbook(path, text("一"), text("二"), text("三"))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    for old, new in pairs:
        assert old in parts[SHEET]
        parts[SHEET] = parts[SHEET].replace(old, new)
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def rows_of(path: Path) -> list[list[str]]:
    (sheet,) = read_workbook(path).sheets
    return [list(row) for row in sheet.rows]


@pytest.mark.parametrize("value", ["NaN", "sNaN", "INF", "-INF", "1e400", "1E999999999", "seven", "1,5"])
@pytest.mark.parametrize("code", ["", "0.00", "yyyy-mm-dd"])
def test_a_number_that_is_none_costs_its_own_row(tmp_path: Path, value: str, code: str) -> None:
    entry = text("000123") + number(value, 1) + text("成功")
    good = text("000124") + number(850) + text("成功")
    formats = {176: code or "General"}
    path = raw_workbook(tmp_path / "a.xlsx", HEAD, entry, good, formats=formats)
    bad, fine = tables(read_file(path, BANK_ANSWER), BANK_ANSWER)[0].rows
    with pytest.raises(Refusal, match="holds the error"):
        bad.cells.text("amount")
    assert fine.cells.text("amount") == "850"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<row r="3">', '<row r="2">', "2 stands in it twice"),
        (
            '<row r="1"><c',
            '<row r="1"><c r="A1"/><c r="A1" t="n"><v>1</v></c><c r="A1"',
            "A1 stands in it twice",
        ),
        ('<row r="2">', '<row r="0">', "not a workbook that can be read"),
        ('<row r="2">', '<row r="-1">', "not a workbook that can be read"),
        ('<row r="2">', '<row r="x">', "not a workbook that can be read"),
        ('<row r="2">', '<row r="1000000000">', "too large"),
        ('<row r="2"><c', '<row r="2"><c r="AAAA2"', "not a workbook that can be read"),
        (
            "</sheetData>",
            "</sheetData><mergeCells><mergeCell/></mergeCells>",
            "not a workbook that can be read",
        ),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="H:H"/></mergeCells>', "not a workbook"),
        ('<row r="2">', '<row r="2"><c t="s"><v>-1</v></c>', "not a workbook that can be read"),
        ('<row r="2">', '<row r="2"><c t="s"><v>7</v></c>', "not a workbook that can be read"),
        ('<row r="2">', '<row r="2"><c s="-1"><v>7</v></c>', "not a workbook that can be read"),
    ],
)
def test_a_place_that_is_none_or_stands_twice_refuses_the_file(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        read_workbook(changed(tmp_path / "a.xlsx", (old, new)))


def test_rows_in_another_order_stand_where_they_say(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", ('<row r="2">', '<row r="5">'))
    assert rows_of(path) == [["一"], [], ["三"], [], ["二"]]


def test_no_entity_of_a_document_swells_or_reads_a_file(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20 if n else "l" * 1000}">' for n in range(8))
    for kind, use in ((laughs, "&a7;"), (f'<!ENTITY e SYSTEM "{Path(__file__).as_uri()}">', "&e;")):
        declared = f"<!DOCTYPE worksheet [{kind}]><worksheet"
        path = changed(tmp_path / "a.xlsx", ("<worksheet", declared), ("<t>二", f"<t>{use}"))
        with pytest.raises(Refusal, match="not a workbook that can be read"):
            read_workbook(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("_xD872__xDF56_", "\U0002cb56"), ("张_xD800_", "张\ufffd"), ("_xDC00__xD800_", "\ufffd\ufffd")],
)
def test_two_halves_are_a_character_and_one_alone_is_lost(tmp_path: Path, written: str, meant: str) -> None:
    assert rows_of(raw_workbook(tmp_path / "a.xlsx", text(written))) == [[meant]]


def test_a_text_with_a_lost_character_is_given_back_and_a_long_one_told_by_its_beginning() -> None:
    head, entry = ["流水号", "金额（元）", "结果"], ["\ufffd1", "字" * 32_767, "字" * 32_767]
    (only,) = tables(SheetFile([Sheet("表1", [head, entry])]), BANK_ANSWER)[0].rows
    with pytest.raises(Refusal, match="In 流水号 a character is lost: \ufffd1"):
        only.cells.text("serial")
    with pytest.raises(Refusal) as refused:
        only.cells.word("result")
    assert len(str(refused.value)) < 2 * LONGEST


kinds = st.sampled_from(["", "s", "n", "b", "d", "e", "str", "inlineStr", "x"])
values = st.sampled_from(
    ["", "0", "-1", "1e308", "-1E-400", "NaN", "2015-09-25", "TRUE", "_xD800_", "99", " ", "甲", "1e99"]
)
names = st.sampled_from(["", "A1", "B2", "XFD9", "ZZZ1", "AAAA1", "1", "A", "a1", "A0"])
styles = st.sampled_from(["0", "1", "2", "9", "-1", "", "x"])


@st.composite
def cells(draw: st.DrawFn) -> str:
    given = {"t": draw(kinds), "r": draw(names), "s": draw(styles)}
    said = " ".join(f'{name}="{value}"' for name, value in given.items() if value)
    formula, value = draw(st.sampled_from(["", "<f/>", "<f>1+1</f>"])), draw(values)
    return f"<c {said}>{formula}<v>{value}</v><is><t>{value}</t></is></c>"


behind = st.sampled_from(["", "H2:H3", "A1:A9", "A:A", "1:2", "B3:A1", "x", "A1", "A1:XFD1048576"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(cells(), max_size=4).map("".join), max_size=4), area=behind)
def test_whatever_stands_in_a_sheet_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], area: str
) -> None:
    merged = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>' if area else ""
    formats = {14: "", 176: "0.00"}
    path = tmp_path_factory.mktemp("a") / "a.xlsx"
    try:
        read = read_file(raw_workbook(path, *rows, behind=merged, formats=formats), BANK_ANSWER)
    except Refusal:
        return
    for row in read.sheets[0].rows:
        assert "\ud800" not in "".join(row)
