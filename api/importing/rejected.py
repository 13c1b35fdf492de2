"""The rows that did not go in, given back in the form they came in, each with its reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from api.importing.line import Fate, Line, Table
from api.importing.national_sheet import columns
from api.importing.sheet import Row, SheetFile
from api.language import Language, say

OURS = ("row", "reason")


def path_beside(path: Path, file: SheetFile) -> Path:
    """A free name beside the input: a file that a clerk may be correcting is not written over."""
    names = (f"{path.stem}.rejected{n}.{file.kind}" for n in ("", *map("-{}".format, range(2, 10_000))))
    return next(place for name in names if not (place := path.with_name(name)).exists())


def write_rejected(path: Path, file: SheetFile, found: Sequence[Table], language: Language) -> None:
    """Writes the rows; imported again after correction, the file is read like any other."""
    sheets = [(table.sheet.title, rows) for table in found if len(rows := list(_rows(table, language))) > 1]
    if file.kind == "xlsx":
        _write_workbook(path, sheets)
    else:
        _write_csv(path, file, sheets)


def _rows(table: Table, language: Language) -> Iterable[Row]:
    """The head and each row that fell. Its columns are those of the sheet, without an earlier reason."""
    kept = [place for place in range(_width(table)) if place not in _earlier(table)]
    yield [*_cut(table.heading.row, kept), *(columns()[field].name for field in OURS)]
    for line in table.lines:
        if line.fate in (Fate.REJECTED, Fate.HELD):
            yield [*_cut(line.row, kept), str(line.number), _reason(line, language)]


def _width(table: Table) -> int:
    return max(map(len, [table.heading.row, *(line.row for line in table.lines)]))


def _earlier(table: Table) -> set[int]:
    return {place for field in OURS if (place := table.heading.columns.get(field)) is not None}


def _cut(row: Row, kept: Sequence[int]) -> list[str]:
    return [row[place] if place < len(row) else "" for place in kept]


def _reason(line: Line, language: Language) -> str:
    return (" " if language == "en" else "").join(
        say(r.template, language, **r.details) for r in line.reasons
    )


def _write_csv(path: Path, file: SheetFile, sheets: Sequence[tuple[str, Sequence[Row]]]) -> None:
    with path.open("w", encoding=file.encoding, newline="") as out:
        for _, rows in sheets:
            csv.writer(out, delimiter=file.delimiter).writerows(rows)


def _write_workbook(path: Path, sheets: Sequence[tuple[str, Sequence[Row]]]) -> None:
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([_text(sheet, value) for value in row])
    book.save(path)


def _text(sheet: Any, value: str) -> Any:
    """A cell of text whatever it says: no number that loses digits, no formula."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", "@"
    return cell
