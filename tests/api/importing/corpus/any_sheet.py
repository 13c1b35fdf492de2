"""Sheets that nobody has written down: pupils, broken ones, doubles, totals and nonsense, as XLSX or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from tests.api.importing.students.rows import HEAD, row

Grid = list[list[Any]]

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
NOISE = (
    "",
    " ",
    "　",
    "#N/A",
    "合计",
    "2015.1",
    "张三",
    "0",
    "=1+1",
    '"',
    "1\n2",
    "3.71525E+17",
    "居民",
    "𬱖",
)
NUMBERS = (0, 2015.1, 42248, 3.71525e17, True, -1, date(2026, 1, 15), datetime(2015, 9, 25, 8))

cells = st.one_of(
    st.sampled_from(NOISE),
    st.sampled_from(NUMBERS),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
)
ELSEWHERE = 5  # of the six pupils of a sheet: the one who is enrolled at another school
pupils = st.integers(0, ELSEWHERE)
spoilt = st.tuples(pupils, st.dictionaries(st.sampled_from(HEAD), cells, min_size=1, max_size=3))
asides = st.sampled_from(
    [["合计", "3人"], ["制表人：李四"], list(HEAD), ["注：无"], [None, None, "2015年9月10日"]]
)
nonsense = st.lists(cells, max_size=len(HEAD))
blank = st.just([None, " "])

Told = tuple[str, Any, dict[str, Any]]  # pupil or other, which one or the cells, and what they say instead

line: st.SearchStrategy[Told] = st.one_of(
    pupils.map(lambda n: ("pupil", n, {})),
    spoilt.map(lambda told: ("pupil", *told)),
    asides.map(lambda told: ("other", told, {})),
    nonsense.map(lambda told: ("other", told, {})),
    blank.map(lambda told: ("other", told, {})),
)
lines = st.lists(line, max_size=12)
forms = st.sampled_from(("xlsx", *ENCODINGS))


def grid(told: Sequence[Told], first: int) -> Grid:
    """The rows, the head above them. first: the number of the first of the six pupils who may stand in them."""
    made: Grid = [list(HEAD)]
    for kind, what, otherwise in told:
        made.append(row(first + what, **otherwise) if kind == "pupil" else list(what))
    return made


def written(path: Path, rows: Grid, form: str) -> Path:
    """Saved as a workbook, or as text in an encoding."""
    if form == "xlsx":
        _workbook(path, rows)
    else:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        path.write_bytes(out.getvalue().encode(form))
    return path


def _workbook(path: Path, rows: Grid) -> None:
    book = Workbook()
    sheet: Any = book.active
    for number, cells_ in enumerate(rows, 1):
        for place, value in enumerate(cells_, 1):
            cell = sheet.cell(number, place, value)
            if cell.data_type in ("f", "e"):
                cell.data_type = "s"  # typed as text, not meant as a formula or an error
    book.save(path)


def filled(rows: Grid) -> int:
    """How many rows below the head say something."""
    return sum(any(value is not None and str(value).strip() for value in cells_) for cells_ in rows[1:])
