"""Which row of a sheet is its head, and which column holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from api.language import Listed
from api.sheets.form import Form, bare
from api.sheets.sheet import Row, Sheet, wrong

DEEPEST = 20  # rows above which the head must stand
FEWEST = 3  # columns of the form that make a row a head; all of them, of a form that has fewer

Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Heading:
    """number: the row it stands in, from 1. columns: where each field is, which may be in two columns.

    unused: heads that mean nothing here, and the letters of columns that have something in them but no head.
    """

    number: int
    row: Row
    columns: Places
    unused: Sequence[str]


def heading(sheet: Sheet, form: Form) -> Heading | None:
    """The head of a sheet; None when no row of the first ones looks like one."""
    first = sheet.rows[:DEEPEST]
    best = max(range(len(first)), key=lambda n: recognised(first[n], form), default=None)
    if best is None or not is_head(first[best], form):
        return None
    row = _widened(first[best], sheet, form)
    columns = places(row, form)
    used = {place for several in columns.values() for place in several}
    unused = [head.strip() for place, head in enumerate(row) if head.strip() and place not in used]
    return Heading(best + 1, row, columns, [*unused, *_headless(row, sheet.rows[best + 1 :])])


def _widened(row: Row, sheet: Sheet, form: Form) -> Row:
    """With a head for cells beyond the last one, where a delimiter within a text may have made them."""
    widest = max(map(_filled_width, sheet.rows)) if sheet.parted else 0
    return [*row, *[form.rejected.excess] * (widest - len(row))]


def _filled_width(row: Row) -> int:
    return max((place for place, text in enumerate(row, 1) if text.strip()), default=0)


def recognised(row: Row, form: Form) -> int:
    """How many columns of the form a row names."""
    return len(places(row, form))


def is_head(row: Row, form: Form) -> bool:
    return recognised(row, form) >= min(FEWEST, len(form.own))


def require_columns(found: Heading, sheet: Sheet, form: Form) -> None:
    """Refuses a sheet that lacks columns which every row needs."""
    missing = [column.name for column in form.required if column.field not in found.columns]
    if missing:
        raise wrong(
            "The sheet {sheet} lacks these columns: {columns}. Nothing was imported.",
            sheet=sheet.title,
            columns=Listed(missing),
        )


def places(row: Row, form: Form) -> Places:
    """Where a row names the columns of the form."""
    found: dict[str, list[int]] = {}
    for place, head in enumerate(row):
        if (field := form.fields.get(bare(head))) is not None:
            found.setdefault(field, []).append(place)
    return found


def _headless(head: Row, below: Sequence[Row]) -> list[str]:
    with_head = {place for place, text in enumerate(head) if text.strip()}
    filled = {place for row in below for place, text in enumerate(row) if text.strip()}
    return [get_column_letter(place + 1) for place in sorted(filled - with_head)]
