"""A line that can be registered as far as it alone can tell: in standard form, with what is to be warned of."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.checks import check_line, check_name
from domain.policy.calendar import today
from domain.policy.divisions import Divisions
from domain.policy.majors import is_major_code
from domain.refusal import Refusal
from domain.registry import bank_card, person_name
from domain.registry.identity import Identity, identity
from domain.registry.new_student import NewStudent
from domain.registry.person_name import NAME_LENGTH
from domain.text import trimmed
from domain.vocabulary import ErrorCode

SHOWN = 20  # characters of a code that is none
YOUNGEST = 12  # years at entry (rules §5)


class SoundLine(msgspec.Struct, frozen=True):
    """line: its name, card and texts in standard form. about: whom. warnings: it is registered all the same."""

    line: NewStudent
    about: Identity
    warnings: tuple[Refusal, ...]


def sound(given: NewStudent, divisions: Divisions) -> SoundLine:
    """Refuses INVALID_ID_NUMBER and INVALID_INPUT."""
    about = identity(given)
    line = msgspec.structs.replace(
        given,
        name=person_name.tidy(given.name),
        major_name=trimmed(given.major_name),
        class_name=trimmed(given.class_name or "") or None,
        bank_card=_card(given.bank_card),
    )
    _check(line, about.birth, divisions)
    return SoundLine(line, about, (*about.warnings, *_card_warnings(line.bank_card)))


def _card(given: str | None) -> str | None:
    try:
        return bank_card.normalise(given) if given and given.strip() else None
    except ValueError:
        raise Refusal(ErrorCode.INVALID_INPUT, "A bank card has 12 to 19 digits.", ["bankCard"]) from None


def _card_warnings(card: str | None) -> list[Refusal]:
    if card is None or bank_card.luhn_ok(card):
        return []
    if bank_card.lost_digits(card):
        return [
            Refusal(
                ErrorCode.CARD_CHECK_DIGIT,
                "The bank card ends in zeros and its last digit does not fit the others: a spreadsheet has most likely"
                " dropped its last digits. Please check it before anything is paid.",
                ["bankCard"],
            )
        ]
    return [
        Refusal(
            ErrorCode.CARD_CHECK_DIGIT,
            "The last digit of the bank card does not fit the others; please check it before anything is paid.",
            ["bankCard"],
        )
    ]


def _check(line: NewStudent, birth: date, divisions: Divisions) -> None:
    person_name.check(line.name)
    if not is_major_code(line.major_code):
        raise Refusal(ErrorCode.INVALID_INPUT, "A major has a six-digit code.", ["majorCode"])
    check_name(line.major_name, NAME_LENGTH, "majorName")
    check_line(line.class_name, NAME_LENGTH, "className")
    if not divisions.exists(line.origin_division_code):
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "{place} was never a division code.",
            ["originDivisionCode"],
            place=line.origin_division_code[:SHOWN],
        )
    if not (1 <= line.years <= 6 and line.years * 2 == int(line.years * 2)):
        raise Refusal(ErrorCode.INVALID_INPUT, "A course lasts 1 to 6 years, in half years.", ["years"])
    _check_entry(line.entry_date, birth)


def _check_entry(entry: date, birth: date) -> None:
    if not birth < entry <= today():
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The entry date must lie after birth and not in the future.",
            ["entryDate"],
        )
    if (entry.year - YOUNGEST, entry.month, entry.day) < (birth.year, birth.month, birth.day):
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "Nobody enters before the age of {age}; check the entry date and the birth date.",
            ["entryDate"],
            age=YOUNGEST,
        )
