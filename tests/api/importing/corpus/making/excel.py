"""Workbooks as Excel writes them, by XlsxWriter, which writes what Excel writes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-not-found, unused-ignore]

from tests.api.importing.corpus.making.cells import Formula, Line, Quoted, Sheet, Shown
from tests.api.importing.corpus.making.expectation import Case

MADE = datetime(2015, 9, 1, 8, 0)


def excel(case: Case, chart: bool = False, **options: Any) -> None:
    """Writes the case's file and its expectation. options: XlsxWriter's, such as date_1904."""
    write(case.path, case.sheets, chart, **options)
    case.expect()


def write(path: Path, sheets: Any, chart: bool = False, **options: Any) -> None:
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_numbers": False, "strings_to_formulas": False} | options
    )
    book.set_properties({"created": MADE, "author": "教务处"})
    for sheet in sheets:
        _sheet(book, sheet)
    if chart:
        drawn = book.add_chart({"type": "column"})
        drawn.add_series({"values": f"='{sheets[0].title}'!$F$2:$F$3"})
        book.add_chartsheet("人数图").set_chart(drawn)
    book.close()


def _sheet(book: Any, sheet: Sheet) -> None:
    made, rows = book.add_worksheet(sheet.title), sheet.rows()
    for area in sheet.merged:
        made.merge_range(area, "")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            _cell(book, made, number, place, value)
    for number, line in enumerate(sheet.lines):
        if isinstance(line, Line) and line.hidden:
            made.set_row(number, None, None, {"hidden": True})
    {"visible": lambda: None, "hidden": made.hide, "veryHidden": made.very_hidden}[sheet.state]()


def _cell(book: Any, made: Any, number: int, place: int, value: Any) -> None:
    if isinstance(value, Shown):
        made.write_number(number, place, value.value, book.add_format({"num_format": value.form}))
    elif isinstance(value, Formula):
        made.write_formula(number, place, value.text, None, "" if value.result is None else value.result)
    elif isinstance(value, Quoted):
        made.write_string(
            number, place, value.text, book.add_format({"quote_prefix": True, "num_format": "@"})
        )
    elif isinstance(value, bool):
        made.write_boolean(number, place, value)
    elif isinstance(value, int | float):
        made.write_number(number, place, value)
    elif value is not None:
        made.write_string(number, place, value)
