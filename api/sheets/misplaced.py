"""Cells of an entry that may be somebody else's, or stand under a head that is not theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from api.sheets.form import EXCESS, Form
from api.sheets.heading import Heading
from api.sheets.sheet import Row, Sheet, wrong
from domain.refusal import Refusal


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells most rows have that say something."""
    counted = Counter(len(row) for row in rows if any(map(str.strip, row)))
    return counted.most_common(1)[0][0] if counted else 0


def misplaced(number: int, row: Row, sheet: Sheet, head: Heading, form: Form, usual: int) -> list[Refusal]:
    """Why nobody can tell what the cells of a row are. usual: the width of the sheet's rows."""
    if _is_too_long(row, sheet, head, usual):
        return [
            wrong(
                "This row has more cells than there are columns: most likely a comma, tab or semicolon within a text"
                " parts it."
                " Put each text under its column, or save the list as .xlsx."
            )
        ]
    return [
        wrong(
            "{column} is merged with that of another row; take the cells apart and fill in each row's own.",
            column=form.columns[field].name,
        )
        for field, _ in _shared(number, sheet, head, form)
    ]


def without_shared(number: int, row: Row, sheet: Sheet, head: Heading, form: Form) -> Row:
    """Without what a merged cell says that is another entry's own, so that it does not come back as this one's."""
    shared = {place for _, place in _shared(number, sheet, head, form)}
    return [("" if place in shared else text) for place, text in enumerate(row)] if shared else row


def _is_too_long(row: Row, sheet: Sheet, head: Heading, usual: int) -> bool:
    """A blank cell too many counts where the others have none: the text before it has moved all the same."""
    beyond = head.columns.get(EXCESS, ())
    if any(row[place].strip() for place in beyond if place < len(row)):
        return True
    return sheet.parted and len(row) > max(min(beyond, default=len(head.row)), usual)


def _shared(number: int, sheet: Sheet, head: Heading, form: Form) -> Iterator[tuple[str, int]]:
    for field, places in head.columns.items():
        if form.columns[field].own:
            yield from ((field, place) for place in places if (number, place + 1) in sheet.filled)
