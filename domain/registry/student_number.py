"""Student number (学籍号), kept for life: a letter and 18 characters.

G + ID number: formal. L + division, birth date and four random digits: temporary, until the identity is
verified. J + 18 characters built by the ID rule: for someone without an ID number.
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


def id_number_of(number: str) -> str | None:
    """The ID number in a formal student number; None in the others. ValueError if it is no student number."""
    kind, eighteen = parse(number)
    return eighteen if kind == "G" else None


def mask(number: str) -> str:
    """G371525********0014."""
    return number[:1] + id_number.mask(number[1:])
