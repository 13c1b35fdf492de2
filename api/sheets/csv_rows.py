"""The rows of CSV. A quotation mark that nobody closes costs its own row at most, and never the ones below."""

import csv
from collections import Counter
from collections.abc import Sequence

from api.sheets.sheet import Row

LONGEST = 50  # lines of one row


def csv_rows(lines: Sequence[str], delimiter: str) -> list[Row]:
    """A row is a line, or several when a quoted cell goes over them.

    Where quotation marks make no row, or one that would swallow lines which are rows themselves, they are characters
    of their cells.
    """
    alone = [_row([line], delimiter) for line in lines]
    width = _usual_width(lines, alone)
    rows: list[Row] = []
    place = 0
    while place < len(lines):
        row, taken = alone[place], 1
        if row is None:
            row, taken = _long_row(
                lines[place : place + LONGEST], alone[place : place + LONGEST], delimiter, width
            )
        rows.append(row)
        place += taken
    return rows


def _usual_width(lines: Sequence[str], alone: Sequence[Row | None]) -> int:
    """Of lines without quotation marks if there are any, since no rest of a row is among them."""
    widths = [(len(row), '"' in line) for line, row in zip(lines, alone, strict=True) if row and len(row) > 1]
    counted = Counter(width for width, marked in widths if not marked) or Counter(
        width for width, _ in widths
    )
    return counted.most_common(1)[0][0] if counted else 0


def _long_row(
    lines: Sequence[str], alone: Sequence[Row | None], delimiter: str, width: int
) -> tuple[Row, int]:
    """The row that begins with the first line, and how many lines it takes.

    It is no longer than rows are, unless what goes over several lines stands behind them: a remark, say.
    """
    for taken in range(2, len(lines) + 1):
        swallowed = alone[taken - 1]
        if swallowed is not None and len(swallowed) >= width > 1:
            break
        row = _row(lines[:taken], delimiter)
        if row is not None and (len(row) <= width or not any("\n" in cell for cell in row[:width])):
            return row, taken
    return lines[0].split(delimiter), 1


def _row(lines: Sequence[str], delimiter: str) -> Row | None:
    """None when the quotation marks do not fit, or when it is more than one row."""
    text = "\n".join(lines)
    if '"' not in text:
        return text.split(delimiter) if len(lines) == 1 else None
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
