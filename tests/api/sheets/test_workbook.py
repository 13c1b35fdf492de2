"""What programs put into workbooks, one kind at a time."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from api.sheets import worksheet
from api.sheets.open_xml import LARGEST
from api.sheets.sheet import Sheet
from api.sheets.workbook import read_workbook
from domain.refusal import Refusal
from tests.api.sheets.raw import number, raw_workbook, text


def sheet_of(path: Path) -> Sheet:
    (sheet,) = read_workbook(path).sheets
    return sheet


def cell_of(path: Path) -> str:
    ((cell,),) = sheet_of(path).rows
    return cell


@pytest.mark.parametrize("built_in", [14, 17, 27, 31, 36, 50, 57, 58])
def test_a_date_is_one_in_the_formats_that_chinese_programs_have_built_in(
    tmp_path: Path, built_in: int
) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", number(42272, 1), formats={built_in: ""})
    assert cell_of(path) == "2015-09-25"


@pytest.mark.parametrize("code", ['yyyy"年"m"月"', "[DBNum1][$-804]yyyy年m月", "yyyy/m/d;@"])
def test_a_date_is_one_in_formats_of_somebodys_own(tmp_path: Path, code: str) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", number(42272, 1), formats={176: code})
    assert cell_of(path) == "2015-09-25"


def test_a_workbook_of_a_mac_counts_its_days_from_1904(tmp_path: Path) -> None:
    properties = '<workbookPr date1904="1"/>'
    path = raw_workbook(tmp_path / "a.xlsx", number(40810, 1), formats={14: ""}, properties=properties)
    assert cell_of(path) == "2015-09-25"


def test_a_time_and_a_day_that_is_none_are_told(tmp_path: Path) -> None:
    row = number(0.5, 1) + number(42272.5, 1) + number(-3, 1) + number(1e9, 1)
    path = raw_workbook(tmp_path / "a.xlsx", row, formats={22: ""})
    assert sheet_of(path).rows == [["12:00:00", "2015-09-25T12:00:00", "#####", "#####"]]


def test_a_strict_workbook_is_one(tmp_path: Path) -> None:
    row = text("姓名") + '<c t="d" s="1"><v>2015-09-25T00:00:00</v></c><c t="d"><v>2015-09-25</v></c>'
    path = raw_workbook(tmp_path / "a.xlsx", row, formats={14: ""}, strict=True)
    assert sheet_of(path).rows == [["姓名", "2015-09-25", "2015-09-25"]]


def test_a_number_is_shown_in_its_format_and_without_the_noise_of_binary_ones(tmp_path: Path) -> None:
    row = (
        number(2015.1, 1) + number("2015.0999999999999") + number("2015.1000000000001", 2) + number(10100, 2)
    )
    path = raw_workbook(tmp_path / "a.xlsx", row, formats={2: "", 177: "000000"})
    assert sheet_of(path).rows == [["2015.10", "2015.1", "002015≠2015.1", "010100"]]


def test_a_formula_is_its_value_and_one_that_was_never_worked_out_is_not_empty(tmp_path: Path) -> None:
    row = (
        "<c><f>1+1</f><v>2</v></c>"
        '<c t="str"><f>A1&amp;B1</f><v>1班</v></c>'
        '<c t="str"><f>""</f><v></v></c>'
        "<c><f>B2</f></c>"
        '<c><f t="shared" si="0"/><v/></c>'
        "<c/>"
    )
    assert sheet_of(raw_workbook(tmp_path / "a.xlsx", row)).rows == [["2", "1班", "", "=B2", "=…", ""]]


def test_errors_and_truths_are_what_they_show(tmp_path: Path) -> None:
    row = '<c t="e"><f>X</f><v>#N/A</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
    assert sheet_of(raw_workbook(tmp_path / "a.xlsx", row)).rows == [["#N/A", "TRUE", "FALSE"]]


def test_text_in_several_fonts_is_one_without_the_readings_above_it(tmp_path: Path) -> None:
    rich = "<r><rPr><b/></rPr><t>张</t></r><r><t>三</t></r><rPh sb='0' eb='1'><t>チョウ</t></rPh>"
    row = f'<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is>{rich}</is></c>'
    path = raw_workbook(tmp_path / "a.xlsx", row, strings=[rich, "<t>15设施_x000D_1班</t>"])
    assert sheet_of(path).rows == [["张三", "15设施\r1班", "张三"]]


def test_cells_stand_where_their_names_say_and_else_behind_each_other(tmp_path: Path) -> None:
    row = '<c r="B1"><v>1</v></c><c><v>2</v></c><c r="E1"><v>3</v></c>'
    assert sheet_of(raw_workbook(tmp_path / "a.xlsx", row, "", number(4))).rows == [
        ["", "1", "2", "", "3"],
        [],
        ["4"],
    ]


def test_what_stands_in_merged_cells_stands_in_every_row_that_they_cover(tmp_path: Path) -> None:
    merged = (
        '<mergeCells><mergeCell ref="B1:B4"/><mergeCell ref="C1:D1"/><mergeCell ref="A9:A12"/></mergeCells>'
    )
    rows = (number(1) + text("1班") + text("宽"), number(2) + "<c/>", "", number(4))
    sheet = sheet_of(raw_workbook(tmp_path / "a.xlsx", *rows, behind=merged))
    assert sheet.rows == [["1", "1班", "宽"], ["2", "1班"], [], ["4", "1班"]]


def test_hidden_rows_are_read_and_known_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["甲"])
    book.active.append(["乙"])
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("去年").sheet_state = "hidden"
    book.create_sheet("前年").sheet_state = "veryHidden"
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    file = read_workbook(tmp_path / "a.xlsx")
    assert [(sheet.title, sheet.hidden) for sheet in file.sheets] == [
        ("Sheet", False),
        ("去年", True),
        ("前年", True),
    ]
    assert [sheet.title for sheet in file.shown] == ["Sheet"]
    assert file.sheets[0].rows == [["甲"], ["乙"]]
    assert file.sheets[0].hidden_rows == {2}


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "is no .xlsx workbook"),
        ("xl/workbook.bin", "", "is no .xlsx workbook"),
        ("word/document.xml", "<w/>", "is no .xlsx workbook"),
    ],
)
def test_other_documents_in_a_zip_are_told_what_to_become(
    tmp_path: Path, part: str, content: str, reason: str
) -> None:
    relations = f'<r><Relationship Id="1" Type="x/officeDocument" Target="{part}"/></r>'
    with ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("_rels/.rels", relations)
        book.writestr(part, content)
    with pytest.raises(Refusal, match=reason):
        read_workbook(tmp_path / "a.xlsx")


def test_a_workbook_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", behind=" " * LARGEST)
    assert path.stat().st_size < 2**20
    with pytest.raises(Refusal, match="too large"):
        read_workbook(path)


def test_a_sheet_of_too_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "LARGEST", 20)
    assert sheet_of(raw_workbook(tmp_path / "a.xlsx", '<c r="J1"><v>1</v></c>')).rows
    with pytest.raises(Refusal, match="too large"):
        sheet_of(raw_workbook(tmp_path / "a.xlsx", '<c r="XFD1"><v>1</v></c>'))


@pytest.mark.parametrize("row", ['<c t="s"><v>7</v></c>', "<c><v>1</v>"])
def test_a_workbook_that_is_broken_is_to_be_saved_again(tmp_path: Path, row: str) -> None:
    with pytest.raises(Refusal, match="save it again as"):
        read_workbook(raw_workbook(tmp_path / "a.xlsx", row))
