"""Workbooks written for clerks: every cell is text, and so is whatever they type into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from api.sheets.sheet import Row, Sheet

TITLE = 31  # characters of a sheet's title, of which some are not allowed
NOT_IN_TITLE = re.compile(r"[\\*?:/\[\]]")
NARROWEST, WIDEST = 8, 60  # characters of a column
# What XML has no place for, and what would be read as such a character.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

# Texts that a spreadsheet works out once they are edited; full width in East Asian editions.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_text_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Over what was there. The first row of each sheet is its head, which stays in sight."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(NOT_IN_TITLE.sub("_", sheet.title)[:TITLE])
        written.freeze_panes = "A2"
        _columns(written, sheet.rows)
        for row in sheet.rows:
            written.append([_text(written, value) for value in row])
    book.save(path)


def _columns(written: Any, rows: Sequence[Row]) -> None:
    for place in range(max(map(len, rows), default=0)):
        longest = max(_width(row[place]) for row in rows if place < len(row))
        column = written.column_dimensions[get_column_letter(place + 1)]
        column.width, column.number_format = min(WIDEST, max(NARROWEST, longest + 2)), "@"


def _width(text: str) -> int:
    """A Chinese character is two wide."""
    return sum(1 + (char > "\u2e7f") for char in text)


def _text(written: Any, value: str) -> Any:
    """A cell of text whatever it says: no number that loses digits, and no formula, not after an edit either."""
    cell = WriteOnlyCell(written, ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", value))
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = value.startswith(BEGINS_FORMULA)
    return cell
