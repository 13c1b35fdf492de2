"""What stands in a cell, as text, and what a spreadsheet may have done to it."""

import re
import unicodedata

SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+")
QUOTED = re.compile(r'="([^"]*)"')
TIME = re.compile(r"[\sT]\d{1,2}:.*$")
LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")


def clean(text: str) -> str:
    """On one line, without blanks around it, and without ' or ="…", which keep programs from making a number of it."""
    text = LINE_ENDS.sub(" ", text.strip()).removeprefix("'").strip()
    quoted = QUOTED.fullmatch(text)
    return quoted[1].strip() if quoted else text


def plain(text: str) -> str:
    """Half-width, upper case, and without blanks, quotes of spreadsheets and invisible characters.

    For numbers, dates and words of lists; never for a name, of which every character is kept.
    """
    seen = (char for char in unicodedata.normalize("NFKC", text) if char.isprintable() and not char.isspace())
    return "".join(seen).upper().removeprefix("=").strip("'\"`")


def plain_day(text: str) -> str:
    """A day as it is written, plain, and without the time that a spreadsheet may have put behind it."""
    return plain(TIME.sub("", text))


def lost_digits(number: str) -> bool:
    """Whether a spreadsheet took a long number (plain) for an amount and forgot its last digits."""
    return SCIENTIFIC.fullmatch(number) is not None
