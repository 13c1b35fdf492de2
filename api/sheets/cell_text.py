"""What stands in a cell, as text, and what a spreadsheet may have done to it."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+")


def text_of(value: Any) -> str:
    """The value of a workbook's cell as it is meant: dates in ISO form, whole numbers without a point.

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


def plain(text: str) -> str:
    """Half-width, upper case, and without blanks, quotes of spreadsheets and invisible characters.

    For numbers, dates and words of lists; never for a name, of which every character is kept.
    """
    seen = (char for char in unicodedata.normalize("NFKC", text) if char.isprintable() and not char.isspace())
    return "".join(seen).upper().removeprefix("=").strip("'\"`")


def lost_digits(number: str) -> bool:
    """Whether a spreadsheet took a long number (plain) for an amount and forgot its last digits."""
    return SCIENTIFIC.fullmatch(number) is not None


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else str(value)
