"""Who a line is about: by the ID number, or by sex and birth date for somebody who has none (rules §5)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import UNSET

from domain.policy.calendar import today
from domain.refusal import Refusal
from domain.registry import id_number
from domain.registry.new_student import NewStudent
from domain.vocabulary import ErrorCode, Sex

EARLIEST_BIRTH = date(1900, 1, 1)

ID_FAULTS = {
    "length": Refusal(
        ErrorCode.INVALID_ID_NUMBER, "An ID number has 18 characters.", ["idNumber"], reason="length"
    ),
    "digits": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "An ID number is 17 digits, then a digit or X.",
        ["idNumber"],
        reason="digits",
    ),
    "birth_date": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "The birth date within the ID number (characters 7 to 14) does not exist.",
        ["idNumber"],
        reason="birth_date",
    ),
    "check_digit": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "The last character of the ID number does not fit the others (GB 11643); please check it.",
        ["idNumber"],
        reason="check_digit",
    ),
}
OLD_NUMBER = Refusal(
    ErrorCode.INVALID_ID_NUMBER,
    "The old ID number of 15 digits was brought to 18; please compare it with the identity card.",
    ["idNumber"],
    reason="old_number",
)
OLD_TEMPORARY = Refusal(
    ErrorCode.INVALID_ID_NUMBER,
    "A number that begins with 999 is no ID number: the student is registered as a person without one.",
    ["idNumber"],
    reason="old_temporary",
)


class Identity(NamedTuple):
    """number: the ID number in its standard form, empty for who has none. warnings: what was made of the one given."""

    number: str
    birth: date
    sex: Sex
    warnings: tuple[Refusal, ...] = ()


def identity(line: NewStudent) -> Identity:
    """Who the line is about. Refuses INVALID_ID_NUMBER, and INVALID_INPUT where sex or birth date say otherwise."""
    temporary = id_number.is_temporary(line.id_number)
    found = _without_number(line) if temporary or not line.id_number.strip() else _by_number(line)
    if not EARLIEST_BIRTH <= found.birth <= today():
        raise Refusal(
            ErrorCode.INVALID_ID_NUMBER,
            "A birth date lies between 1900 and today.",
            ["idNumber" if found.number else "birthDate"],
            reason="birth_range",
        )
    return found._replace(warnings=(OLD_TEMPORARY,)) if temporary else found


def _without_number(line: NewStudent) -> Identity:
    if line.sex is UNSET or line.birth_date is UNSET:
        raise Refusal(
            ErrorCode.INVALID_ID_NUMBER,
            "Give an ID number, or sex and birth date for a person who has none.",
            ["idNumber"],
            reason="missing",
        )
    return Identity("", line.birth_date, line.sex)


def _by_number(line: NewStudent) -> Identity:
    modern = id_number.modern(line.id_number)
    try:
        number = id_number.normalise(modern or line.id_number)
    except id_number.InvalidIdNumber as fault:
        raise ID_FAULTS[fault.reason] from None
    sex = Sex.MALE if id_number.is_male(number) else Sex.FEMALE
    found = Identity(number, id_number.birth_date(number), sex, (OLD_NUMBER,) if modern else ())
    if line.sex not in (UNSET, found.sex):
        raise Refusal(ErrorCode.INVALID_INPUT, "The ID number belongs to a person of the other sex.", ["sex"])
    if line.birth_date not in (UNSET, found.birth):
        raise Refusal(ErrorCode.INVALID_INPUT, "The ID number holds another birth date.", ["birthDate"])
    return found
