"""An ID number as a clerk has it, with what spreadsheets do to it."""

from api.sheets.cell_text import lost_digits, plain
from api.sheets.sheet import wrong
from domain.refusal import Refusal
from domain.registry import id_number
from domain.registry.id_number import InvalidIdNumber


def identity(text: str) -> str:
    """The ID number in its standard form. Refuses anything else, saying what is wrong with it."""
    number = plain(text)
    if lost_digits(number):
        raise _lost()
    try:
        return id_number.normalise(number)
    except InvalidIdNumber as error:
        raise _why(error.reason, number) from error


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
