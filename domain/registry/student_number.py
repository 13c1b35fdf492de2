"""Student number (学籍号), kept for life: a letter and 18 characters.

G + ID number: formal. L + division, birth date and four random digits: temporary, until the identity is
verified. J + 18 characters built by the ID rule: for someone without an ID number, whom the ledger keeps under it.
"""

import re
import secrets
from datetime import date
from typing import Literal, cast

from domain.registry import id_number

Kind = Literal["G", "L", "J"]

_SHAPE = re.compile(r"([GLJ])([0-9]{17}[0-9X])")
_DIVISION = re.compile(r"[0-9]{6}")
_RANDOM = re.compile(r"[0-9]{4}")


def formal(number: str) -> str:
    """G and the ID number; InvalidIdNumber (a ValueError) if it is none."""
    return "G" + id_number.normalise(number)


def temporary(division: str, birth: date, random4: str | None = None) -> str:
    """L, six digits of division, the birth date and four digits, drawn at random if not given. ValueError."""
    digits = f"{secrets.randbelow(10_000):04}" if random4 is None else random4
    if _DIVISION.fullmatch(division) is None or _RANDOM.fullmatch(digits) is None:
        raise ValueError(
            f"a temporary number needs 6 digits of division and 4 random: {division!r}, {digits!r}"
        )
    return f"L{division}{birth:%Y%m%d}{digits}"


def without_id(division: str, birth: date, sequence: int) -> str:
    """J, six digits of division, the birth date, three of a sequence and the check digit. sequence: odd for men."""
    return "J" + id_number.with_check_digit(f"{division}{birth:%Y%m%d}{sequence:03}")


def parse(number: str) -> tuple[Kind, str]:
    """The letter and the 18 characters; ValueError if it is no student number.

    G and J numbers carry the check digit of an ID number; L numbers end in random digits and have none.
    """
    found = _SHAPE.fullmatch(number)
    if found is None:
        raise ValueError("a student number is G, L or J and 18 characters")
    kind, eighteen = cast(Kind, found[1]), found[2]
    if kind == "L":
        id_number.birth_date(eighteen)
    else:
        id_number.normalise(eighteen)
    return kind, eighteen


def kept_as(number: str) -> str | None:
    """What the ledger keeps the person of a student number under: the ID number, or the whole J number.

    None for a temporary one. ValueError if it is no student number.
    """
    kind, eighteen = parse(number)
    return {"G": eighteen, "J": number, "L": None}[kind]


def of(kept: str) -> str:
    """The formal number of somebody who is kept under an ID number or a J number."""
    return kept if kept.startswith("J") else f"G{kept}"


def id_number_in(kept: str) -> str:
    """The ID number of somebody who is kept under one; empty for a person without."""
    return "" if kept.startswith("J") else kept


def mask(number: str) -> str:
    """G371525********0014."""
    return number[:1] + id_number.mask(number[1:])
