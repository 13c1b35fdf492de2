"""The sheets of a file that are filled in by a form, and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.language import Listed
from api.sheets.cells import Cells
from api.sheets.form import Form
from api.sheets.heading import Heading, heading, require_columns
from api.sheets.sheet import Row, Sheet, SheetFile, wrong
from domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the head. number: in its sheet, from 1. reasons: why it is given back; empty for one that is not."""

    number: int
    texts: Row
    cells: Cells
    reasons: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a head, and its rows that are not empty."""

    form: Form
    sheet: Sheet
    heading: Heading
    rows: Sequence[SheetRow]


def tables(file: SheetFile, form: Form) -> list[Table]:
    """The sheets in which some row names the columns. Refuses a file without any, or with columns missing."""
    found = [(sheet, head) for sheet in file.sheets if (head := heading(sheet, form)) is not None]
    if not found:
        named = Listed(column.name for column in (form.required or form.own)[:3])
        raise wrong("No row names the columns, such as {columns}. Nothing was imported.", columns=named)
    for sheet, head in found:
        require_columns(head, sheet, form)
    return [Table(form, sheet, head, _rows(sheet, head, form)) for sheet, head in found]


def _rows(sheet: Sheet, head: Heading, form: Form) -> list[SheetRow]:
    below = enumerate(sheet.rows[head.number :], head.number + 1)
    return [
        SheetRow(number, row, Cells(form, _texts(row, head.columns)))
        for number, row in below
        if any(map(str.strip, row))
    ]


def _texts(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    return {field: row[place].strip() for field, place in columns.items() if place < len(row)}
