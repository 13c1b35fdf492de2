"""What programs put around a list: tables, filters, notes, borders; and other ways to say the same in XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter  # type: ignore[import-not-found, unused-ignore]
from openpyxl import load_workbook

from api.importing.students.national_sheet import national_sheet
from api.sheets.template import write_template
from tests.api.importing.corpus.making import libre_office
from tests.api.importing.corpus.making.cells import Head, Sheet
from tests.api.importing.corpus.making.excel import MADE
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.open_xml import MOMENT, open_xml
from tests.api.importing.corpus.making.pupils import HEADS, Pupils, head, left_out

OFFICE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOTTOM = 3_000


def make() -> None:
    _table()
    _furniture()
    _prefixed()
    _without_places()
    _absolute()
    _to_the_bottom()
    _template()


def _table() -> None:
    p = Pupils(file := "table-with-a-total.xlsx")
    lines = [head(), p.registered(), p.registered(), left_out("汇总", *[None] * 7, 2)]
    case = Case(
        file,
        "Excel",
        "A list made a table, with the row of totals that Excel puts below it",
        [Sheet("Sheet1", lines)],
    )
    book, sheet, rows = _book(case)
    columns = [{"header": name} for name in HEADS]
    columns[0]["total_string"], columns[-1]["total_function"] = "汇总", "count"
    sheet.add_table(0, 0, 3, len(HEADS) - 1, {"columns": columns, "total_row": True, "data": rows[1:3]})
    sheet.write_formula(3, len(HEADS) - 1, "=SUBTOTAL(103,[中职学生资助卡号])", None, 2)
    book.close()
    case.expect()


def _furniture() -> None:
    p = Pupils(file := "filters-notes-and-lists.xlsx")
    lines = [head("备注"), *(p.registered(备注=f"第{n}名") for n in range(4))]
    says = "A filter, panes, drop-down lists, notes, colours by rule, a hidden column, a protected sheet"
    case = Case(file, "Excel", says, [Sheet("Sheet1", lines)])
    book, sheet, rows = _book(case)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    sheet.autofilter(0, 0, 4, len(HEADS))
    sheet.freeze_panes(1, 2)
    sheet.write_comment("B2", "核对过")
    sheet.set_column("H:H", None, None, {"hidden": True})
    sheet.data_validation("C2:C100", {"validate": "list", "source": ["男", "女"]})
    red = book.add_format({"bg_color": "red"})
    sheet.conditional_format("A2:A100", {"type": "duplicate", "format": red})
    sheet.protect("1")
    book.close()
    case.expect()


def _book(case: Case) -> tuple[Any, Any, list[list[Any]]]:
    book = xlsxwriter.Workbook(str(case.path), {"strings_to_numbers": False})
    book.set_properties({"created": MADE, "author": "教务处"})
    return book, book.add_worksheet(case.sheets[0].title), case.sheets[0].rows()


def _plain(file: str, says: str) -> Case:
    p = Pupils(file)
    lines = [head(), p.registered(), p.rejected("hukou", 户籍性质="居民"), p.registered()]
    return Case(file, "Excel", says, [Sheet("Sheet1", lines)])


def _changed(case: Case, change: Callable[[str, str], str]) -> None:
    """Writes the file and then changes its parts."""
    open_xml(case)
    with zipfile.ZipFile(case.path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(case.path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(zipfile.ZipInfo(name, MOMENT), change(name, text), zipfile.ZIP_DEFLATED)


def _prefixed() -> None:
    def change(name: str, text: str) -> str:
        if OFFICE not in text or "Content_Types" in name:
            return text
        named = re.sub(r"<(/?)(?!\?)", r"<\1x:", text)
        return named.replace(f'xmlns="{OFFICE}"', f'xmlns:x="{OFFICE}"')

    _changed(
        _plain(
            "elements-with-a-prefix.xlsx", "As systems export it that use Microsoft's own library: x:row, x:c"
        ),
        change,
    )


def _without_places() -> None:
    def change(name: str, text: str) -> str:
        return re.sub(r' r="[A-Z]*\d+"', "", text) if "worksheets/" in name else text

    _changed(
        _plain(
            "cells-without-places.xlsx",
            "Rows and cells that do not say where they stand: each is the next one",
        ),
        change,
    )


def _absolute() -> None:
    def change(name: str, text: str) -> str:
        return text.replace('Target="', 'Target="/xl/') if name.startswith("xl/_rels") else text

    _changed(_plain("absolute-targets.xlsx", "Parts named from the top of the package"), change)


def _to_the_bottom() -> None:
    def change(name: str, text: str) -> str:
        empty = "".join(
            f'<row r="{n}">' + "".join(f'<c r="{letter}{n}" s="1"/>' for letter in "ABCDEFGHI") + "</row>"
            for n in range(5, BOTTOM)
        )
        return text.replace("</sheetData>", f"{empty}</sheetData>")

    says = f"A border drawn around {BOTTOM} rows of which three are filled"
    _changed(_plain("formatted-to-the-bottom.xlsx", says), change)


def _template() -> None:
    """The program's own empty sheet, filled in and saved by LibreOffice."""
    names = [column.name for column in national_sheet().template]
    p = Pupils(file := "template-filled-in.xlsx")
    lines = [
        Head(names, names),
        p.registered(),
        p.registered(户籍性质="城镇", hukou="URBAN", 培养类型="三二连读", track="THREE_PLUS_TWO"),
        p.rejected("entry", 入学年月="2015.1"),
    ]
    sheets = [Sheet("学生信息", lines), Sheet("填写说明", [])]
    says = "The template of the program itself, filled in and saved by LibreOffice"
    case = Case(file, "LibreOffice", says, sheets, left_out=["填写说明"])
    with TemporaryDirectory() as folder:
        source = Path(folder) / "template.xlsx"
        write_template(source, national_sheet(), "zh")
        book = load_workbook(source)
        for number, row in enumerate(sheets[0].rows()[1:], 2):
            for place, value in enumerate(row, 1):
                book["学生信息"].cell(number, place).value = value
        book.save(source)
        case.path.write_bytes(libre_office.converted(source, libre_office.WORKBOOK))
    case.expect()
