"""A cell of a workbook as the text that a clerk means by it."""

from datetime import date, datetime, time
from typing import Any

EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number


def text_of(value: Any) -> str:
    """Text as it is, dates in ISO form, whole numbers without a point.

    A number too long to be exact is shown the way spreadsheets show it, 3.71525E+17: nobody knows its digits.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else str(value)
