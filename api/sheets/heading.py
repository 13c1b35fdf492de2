"""Which row of a sheet is its head, and which column holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.language import Listed
from api.sheets.form import Form, bare
from api.sheets.sheet import Row, Sheet, wrong

DEEPEST = 20  # rows above which the head must stand
FEWEST = 3  # columns of the form that make a row a head; all of them, of a form that has fewer


@dataclass(frozen=True, slots=True)
class Heading:
    """number: the row it stands in, from 1. columns: where each field is. unused: heads that mean nothing here."""

    number: int
    row: Row
    columns: Mapping[str, int]
    unused: Sequence[str]


def heading(sheet: Sheet, form: Form) -> Heading | None:
    """The head of a sheet; None when no row of the first ones looks like one."""
    first = sheet.rows[:DEEPEST]
    best = max(range(len(first)), key=lambda n: recognised(first[n], form), default=None)
    if best is None or recognised(first[best], form) < min(FEWEST, len(form.own)):
        return None
    row = first[best]
    places = _places(row, form)
    unused = [head.strip() for place, head in enumerate(row) if head.strip() and place not in places.values()]
    return Heading(best + 1, row, places, unused)


def recognised(row: Row, form: Form) -> int:
    """How many columns of the form a row names."""
    return len(_places(row, form))


def require_columns(found: Heading, sheet: Sheet, form: Form) -> None:
    """Refuses a sheet that lacks columns which every row needs."""
    missing = [column.name for column in form.required if column.field not in found.columns]
    if missing:
        raise wrong(
            "The sheet {sheet} lacks these columns: {columns}. Nothing was imported.",
            sheet=sheet.title,
            columns=Listed(missing),
        )


def _places(row: Row, form: Form) -> dict[str, int]:
    """Of two columns for one field the first counts."""
    places: dict[str, int] = {}
    for place, head in enumerate(row):
        if (field := form.fields.get(bare(head))) is not None:
            places.setdefault(field, place)
    return places
