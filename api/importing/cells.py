"""The cells of one row by the fields of the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from api.importing.national_sheet import choices, columns, words
from api.importing.plain import plain
from api.importing.wrong import wrong

Cells = Mapping[str, str]


def required(cells: Cells, field: str) -> str:
    if not cells.get(field):
        raise wrong("{column} is empty.", column=columns()[field].name)
    return cells[field]


def word(cells: Cells, field: str) -> str:
    """The value that a cell's word stands for; nothing for an empty cell."""
    column, text = columns()[field], cells.get(field, "")
    known = words(column.words)
    if text and plain(text) not in known:
        raise wrong(
            "{column} cannot be {text}; write one of: {known}.",
            column=column.name,
            text=text,
            known=", ".join(choices(column)),
        )
    return known.get(plain(text), "")
