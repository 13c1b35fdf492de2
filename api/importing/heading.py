"""Which row of a sheet is its head, and which column holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.importing.national_sheet import columns, fields_by_name
from api.importing.plain import plain
from api.importing.sheet import Row, Sheet, unreadable

DEEPEST = 20  # rows above which the head must stand
FEWEST = 3  # known columns that make a row a head


@dataclass(frozen=True, slots=True)
class Heading:
    """number: the row it stands in, from 1. columns: where each field is. unused: heads that mean nothing here."""

    number: int
    row: Row
    columns: Mapping[str, int]
    unused: Sequence[str]


def heading(sheet: Sheet) -> Heading | None:
    """The head of a sheet; None when no row of the first ones looks like one."""
    best = max(range(min(DEEPEST, len(sheet.rows))), key=lambda n: recognised(sheet.rows[n]), default=None)
    if best is None or recognised(sheet.rows[best]) < FEWEST:
        return None
    row = sheet.rows[best]
    places = _places(row)
    unused = [head.strip() for place, head in enumerate(row) if head.strip() and place not in places.values()]
    return Heading(best + 1, row, places, unused)


def recognised(row: Row) -> int:
    """How many known columns a row names."""
    return len(_places(row))


def require_columns(found: Heading, sheet: Sheet) -> None:
    """Refuses a sheet that lacks columns which every student needs."""
    missing = [
        column.name for column in columns().values() if column.required and column.field not in found.columns
    ]
    if missing:
        raise unreadable(
            "The sheet {sheet} lacks these columns: {columns}. Nothing was imported.",
            sheet=sheet.title,
            columns=", ".join(missing),
        )


def _places(row: Row) -> dict[str, int]:
    """Of two columns for one field the first counts."""
    places: dict[str, int] = {}
    for place, head in enumerate(row):
        if (field := fields_by_name().get(_bare(head))) is not None:
            places.setdefault(field, place)
    return places


def _bare(head: str) -> str:
    """A head without the star of what must be filled in and without the remark behind it."""
    return plain(head).replace("*", "").partition("(")[0]
