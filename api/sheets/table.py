"""The sheets of a file that are filled in by a form, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.language import Listed
from api.sheets.aside import Aside, aside
from api.sheets.cells import Cells
from api.sheets.form import Form
from api.sheets.heading import Heading, Places, heading, require_columns
from api.sheets.misplaced import misplaced, usual_width, without_shared
from api.sheets.sheet import Row, Sheet, SheetFile, wrong
from domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the head. number: in its sheet, from 1. reasons: why it is given back; empty for one that is not.

    Some it has from the start: whose its cells are, or under which heads they belong, cannot be told then.
    """

    number: int
    texts: Row
    cells: Cells
    reasons: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a head. rows: its entries. left_out: rows that say something and are no entries."""

    form: Form
    sheet: Sheet
    heading: Heading
    rows: Sequence[SheetRow]
    left_out: Sequence[Aside]

    @property
    def hidden_rows(self) -> int:
        """How many of the entries the clerk does not see, for a filter hides them or somebody has."""
        return sum(row.number in self.sheet.hidden_rows for row in self.rows)


def tables(file: SheetFile, form: Form) -> list[Table]:
    """The shown sheets in which some row names the columns. Refuses a file without any, or with columns missing."""
    found = [(sheet, head) for sheet in file.shown if (head := heading(sheet, form)) is not None]
    if not found:
        raise _nothing(file, form)
    for sheet, head in found:
        require_columns(head, sheet, form)
    return [_table(form, sheet, head) for sheet, head in found]


def _nothing(file: SheetFile, form: Form) -> Refusal:
    hidden = [sheet.title for sheet in file.sheets if sheet.hidden and heading(sheet, form) is not None]
    if hidden:
        return wrong(
            "Only hidden sheets name the columns: {sheets}; show the one that is meant. Nothing was imported.",
            sheets=Listed(hidden),
        )
    named = Listed(column.name for column in (form.required or form.own)[:3])
    return wrong("No row names the columns, such as {columns}. Nothing was imported.", columns=named)


def _table(form: Form, sheet: Sheet, head: Heading) -> Table:
    rows: list[SheetRow] = []
    left_out: list[Aside] = []
    usual = usual_width(sheet.rows[head.number :])
    for number, row in enumerate(sheet.rows[head.number :], head.number + 1):
        if not any(map(str.strip, row)):
            continue
        if (no_entry := aside(number, row, sheet, head, form)) is not None:
            left_out.append(no_entry)
        else:
            reasons = misplaced(number, row, sheet, head, form, usual)
            texts = without_shared(number, row, sheet, head, form)
            rows.append(SheetRow(number, texts, Cells(form, _texts(texts, head.columns)), reasons))
    return Table(form, sheet, head, rows, left_out)


def _texts(row: Row, columns: Places) -> dict[str, list[str]]:
    return {field: [row[place] for place in places if place < len(row)] for field, places in columns.items()}
