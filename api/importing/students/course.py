"""学制 and 入学年月 in the ways that people write them."""

import re
from datetime import date

from api.sheets.cell_text import plain, plain_day
from api.sheets.sheet import wrong

NUMERALS = {"一": 1.0, "二": 2.0, "两": 2.0, "三": 3.0, "四": 4.0, "五": 5.0, "六": 6.0}
LENGTH = re.compile(r"([一二两三四五六]|[0-9]+(?:\.[0-9]+)?)年?(半)?制?")

COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
HALF_SAID = re.compile(r"(\d{4})\.1")  # what a number makes of 2015.10
PARTED = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")


def years(text: str) -> float:
    """三年, 两年半, 3, 2.5年. Refuses anything else; the command knows the limits."""
    found = LENGTH.fullmatch(plain(text))
    if found is None:
        raise wrong("{text} is no length of a course; write it like 三年, 两年半 or 2.5.", text=text)
    number, half = found.groups()
    return (NUMERALS[number] if number in NUMERALS else float(number)) + (0.5 if half else 0.0)


def entry_date(text: str) -> date:
    """The day of entry, for whether it is past the census day counts; the first of the month where none is given.

    Refuses what is no month, a day that does not exist, and 2015.1, which is January to one reader and October to
    another.
    """
    written = plain_day(text)
    if half_said := HALF_SAID.fullmatch(written):
        raise wrong(
            "{text} may be January or October; write {year}-01 or {year}-10.", text=text, year=half_said[1]
        )
    found = COMPACT.fullmatch(written) or PARTED.fullmatch(written)
    try:
        year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise wrong("{text} is no month of entry; write it like 201509 or 2015-09.", text=text) from None
