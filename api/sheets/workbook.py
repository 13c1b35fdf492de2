"""Workbooks, .xlsx."""

import warnings
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from api.sheets.cell_text import text_of
from api.sheets.sheet import Row, Sheet, SheetFile, wrong

BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    zlib.error,
)


def read_workbook(path: Path) -> SheetFile:
    """Every sheet of it. Refuses a file that is no workbook or a broken one."""
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # About styles and lists of other programs, which mean nothing here.
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
            return SheetFile("xlsx", [_sheet(sheet) for sheet in book.worksheets])
    except BROKEN as error:
        raise wrong("This is not a workbook that can be read; save it again as .xlsx.") from error


def write_workbook(path: Path, file: SheetFile) -> None:
    """Its sheets, every cell as text."""
    book = Workbook(write_only=True)
    for sheet in file.sheets:
        written = book.create_sheet(sheet.title)
        for row in sheet.rows:
            written.append([_text(written, value) for value in row])
    book.save(path)


def _sheet(sheet: Any) -> Sheet:
    # The size that a file claims for its sheet is often wrong, in both directions.
    sheet.reset_dimensions()
    rows: list[Row] = [[text_of(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    return Sheet(sheet.title, rows)


def _text(sheet: Any, value: str) -> Any:
    """A cell of text whatever it says: no number that loses digits, no formula."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", "@"
    return cell
