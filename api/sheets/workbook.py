"""Workbooks, .xlsx and .xlsm, as the clerk saw them.

Read here and not by openpyxl, which knows no strict files and no East Asian dates, and does not tell a formula
without a value from an empty cell, nor merged and hidden rows unless it reads filters and pictures that it may fail on.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from api.sheets.open_xml import Package, flag, local
from api.sheets.sheet import Sheet, SheetFile, wrong
from api.sheets.workbook_cell import CellReader, number_formats, string
from api.sheets.worksheet import read_worksheet

BROKEN = (
    BadZipFile,
    ArithmeticError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,  # of an attribute that is not there
    AttributeError,
    SyntaxError,
    EOFError,
    RuntimeError,  # of a part with a password
    NotImplementedError,
    zlib.error,
)


def read_workbook(path: Path) -> SheetFile:
    """Every sheet of it, hidden ones too. Refuses a file that is no workbook, or a broken or a boundless one."""
    try:
        with Package(path) as package:
            return SheetFile(_sheets(package))
    except BROKEN as error:
        raise wrong("This is not a workbook that can be read; save it again as .xlsx.") from error


def _sheets(package: Package) -> list[Sheet]:
    workbook = package.workbook()
    targets = package.targets(workbook)
    parts = dict(targets.values())
    epoch, listed = WINDOWS_EPOCH, []
    for element in package.elements(workbook, "workbookPr", "sheet"):
        if local(element) == "sheet":
            listed.append((element.get("name"), _id(element), element.get("state", "visible") != "visible"))
        elif flag(element, "date1904"):
            epoch = MAC_EPOCH
    styles = number_formats(package, parts["styles"]) if "styles" in parts else []
    reader = CellReader(_strings(package, parts.get("sharedStrings")), styles, epoch)
    return [
        read_worksheet(package, targets[word][1], title, hidden, reader)
        for title, word, hidden in listed
        if targets[word][0] == "worksheet"
    ]


def _strings(package: Package, part: str | None) -> list[str]:
    return [string(item) for item in package.elements(part, "si")] if part else []


def _id(sheet: Any) -> str:
    """Its word for its part; in a namespace of its own, beside a number of the sheet that is none."""
    return str(next(value for name, value in sheet.items() if name.endswith("}id")))
