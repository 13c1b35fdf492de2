"""Who a row is about as a clerk has it, with what spreadsheets do to long numbers and to dates."""

import re
from datetime import date

from api.sheets.cell_text import lost_digits, plain, plain_day
from api.sheets.sheet import wrong
from domain.refusal import Refusal
from domain.registry import id_number
from domain.registry.id_number import InvalidIdNumber

BIRTH = re.compile(r"(\d{4})(?:(\d{2})(\d{2})|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)")


def identity(text: str) -> str:
    """The ID number in its standard form, one of 15 digits or of 999 as it is, nothing for an empty cell.

    Refuses anything else, saying what is wrong with it.
    """
    number = plain(text)
    if not has_number(number) or id_number.modern(number):
        return number
    if lost_digits(number):
        raise _lost()
    try:
        return id_number.normalise(number)
    except InvalidIdNumber as error:
        raise _why(error.reason, number) from error


def has_number(number: str) -> bool:
    """Whether a cell (plain) holds an ID number at all."""
    return bool(number) and not id_number.is_temporary(number)


def birth_day(text: str) -> date:
    """20010215, 2001-02-15, 2001年2月15日. Refuses what is no day."""
    found = BIRTH.fullmatch(plain_day(text))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else date(0, 0, 0)
    except ValueError:
        raise wrong("{text} is no birth date; write it like 20010215 or 2001-02-15.", text=text) from None


def _why(reason: str, number: str) -> Refusal:
    if reason == "length":
        return wrong("The ID number has {length} characters, not 18.", length=len(number))
    if reason == "digits":
        return wrong("The ID number must be 17 digits and then a digit or X.")
    if reason == "birth_date":
        return wrong("Digits 7 to 14 of the ID number, {day}, are no date.", day=number[6:14])
    if number.endswith("000"):
        return _lost()
    return wrong("The last character of the ID number does not fit the others; please check it.")


def _lost() -> Refusal:
    return wrong(
        "The spreadsheet dropped the last digits of the ID number;"
        " set the column to text and type the number again."
    )
