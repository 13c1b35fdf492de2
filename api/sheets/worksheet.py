"""One sheet of a workbook: its rows, which of them are hidden, and what stands in merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from api.sheets.open_xml import Package, flag, local
from api.sheets.sheet import Sheet, wrong
from api.sheets.workbook_cell import CellReader

LARGEST = 3_000_000  # cells, empty ones before the last of a row among them
TWICE = "The workbook is damaged: {place} stands in it twice. Open it, save it again as .xlsx and look at that place."

Rows = list[list[str]]


def read_worksheet(package: Package, part: str, title: str, hidden: bool, reader: CellReader) -> Sheet:
    """A row without a number is the next one. Refuses more cells than any sheet of people has, and a place given twice.

    ValueError for what no sheet can be.
    """
    rows: Rows = []
    hidden_rows: set[int] = set()
    merged: list[str] = []
    cells = number = 0
    for element in package.elements(part, "row", "mergeCell"):
        if local(element) == "mergeCell":
            merged.append(element.get("ref"))
            continue
        number = int(element.get("r", number + 1))
        if number < 1:
            raise ValueError(number)
        if flag(element, "hidden"):
            hidden_rows.add(number)
        if any(texts := _texts(element, reader)):
            cells += len(texts) + number - len(rows)
            if cells > LARGEST:
                raise wrong("The workbook is too large to be read; put fewer rows into a file.")
            rows.extend([] for _ in range(number - len(rows)))
            if rows[number - 1]:
                raise wrong(TWICE, place=str(number))
            rows[number - 1] = texts
    filled = frozenset(place for area in merged for place in _fill(rows, area))
    return Sheet(title, rows, hidden, frozenset(hidden_rows), filled)


def _texts(row: Any, reader: CellReader) -> list[str]:
    """A cell without a name is the next one."""
    texts: list[str] = []
    for cell in row:
        if local(cell) != "c":
            continue
        name = cell.get("r")
        place = coordinate_to_tuple(name)[1] - 1 if name else len(texts)
        texts.extend("" for _ in range(place + 1 - len(texts)))
        if texts[place]:
            raise wrong(TWICE, place=name)
        texts[place] = reader.text(cell)
    return texts


def _fill(rows: Rows, area: str) -> Iterator[tuple[int, int]]:
    """What stands in merged cells stands in every row that they cover; a row that has nothing else stays empty.

    Gives the row and the column of each cell that it fills.
    """
    column, first, _, last = range_boundaries(area)
    text = _at(rows[first - 1], column - 1) if first <= len(rows) else ""
    if not text:
        return
    for number, row in enumerate(rows[first : min(last, len(rows))], first + 1):
        if any(row) and not _at(row, column - 1):
            row.extend("" for _ in range(column - len(row)))
            row[column - 1] = text
            yield number, column


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
