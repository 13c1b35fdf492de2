"""A number as its cell shows it, for that is what the clerk saw: 3 as 三年级 shows, 2015.1 as 2015.10.

Thousands are not parted, since a comma is layout. What shows something else than the cell holds, 2.5 as 3, is
text that no column takes: ``3≠2.5``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
DIFFERS = "≠"
TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _. | \*. |
    \[\$(?P<currency>[^\]-]*)[^\]]*\] | (?P<condition>\[[<>=][^\]]*\]) | \[[^\]]*\] |
    (?P<general>General|G/通用格式|@) | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<percent>%) | (?P<comma>,) |
    (?P<beyond>E[+-]|/) | (?P<part>;) | (?P<literal>.)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

Token = tuple[str, str]  # its kind and its text
Section = Sequence[Token]


def shown(value: Decimal, code: str) -> str:
    """The number in a format such as 0.00 or 0000"年"00"月".

    Fractions, exponents and conditions are not followed: the number itself is given. One too long to be exact is
    shown the way spreadsheets show it, 3.71525E+17: nobody knows its digits.
    """
    if abs(value) >= EXACT:
        return f"{value:.5E}"
    sections = _sections(code)
    section = sections[_section_for(value, len(sections))]
    if not section and not value:
        return ""
    if _beyond(section):
        return _plain(value)
    sign = "-" if value < 0 and len(sections) == 1 else ""
    hundredfold = 100 ** sum(kind == "percent" for kind, _ in section)
    text, same = _filled(section, abs(value) * hundredfold)
    return sign + text if same else f"{sign}{text}{DIFFERS}{_plain(value)}"


@lru_cache(maxsize=256)
def _sections(code: str) -> Sequence[Section]:
    """For what is positive, negative and zero; those that are not given are the first."""
    sections: list[list[Token]] = [[]]
    for found in TOKEN.finditer(code):
        kind = found.lastgroup
        if kind == "part":
            sections.append([])
        elif kind is not None:
            sections[-1].append((kind, found[kind]))
    return sections[:3]


def _section_for(value: Decimal, count: int) -> int:
    if value < 0 and count > 1:
        return 1
    return 2 if value == 0 and count > 2 else 0


def _beyond(section: Section) -> bool:
    """Whether it asks for what is not followed here; a comma at the end divides by a thousand."""
    kinds = [kind for kind, _ in section]
    at_end = "comma" in kinds and "digit" not in kinds[kinds.index("comma") :]
    return at_end or bool({"beyond", "condition"} & set(kinds))


def _filled(section: Section, number: Decimal) -> tuple[str, bool]:
    """The text, and whether it shows the number as it is."""
    if any(kind == "general" for kind, _ in section):
        return "".join(
            _plain(number) if kind == "general" else _literal(kind, text) for kind, text in section
        ), True
    kinds = [kind for kind, _ in section]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    decimals = kinds[point:].count("digit")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    digits = whole.lstrip("0")
    in_front = digits if decimals and "digit" not in kinds[:point] else ""  # .0 has no place for them
    text = _before(section[:point], digits) + in_front + _behind(section[point:], fraction)
    return text, "digit" in kinds and rounded == number


def _before(section: Section, digits: str) -> str:
    """From the right, as the digits are; the first place takes all that are left."""
    places = sum(kind == "digit" for kind, _ in section)
    text = ""
    for kind, mark in reversed(section):
        if kind != "digit":
            text = _literal(kind, mark) + text
            continue
        places -= 1
        digit = digits if places == 0 else digits[-1:]
        digits = "" if places == 0 else digits[:-1]
        text = (digit or ("0" if mark == "0" else "")) + text
    return text


def _behind(section: Section, digits: str) -> str:
    text = ""
    for kind, mark in section:
        if kind != "digit":
            text += _literal(kind, mark)
            continue
        text += digits[:1] if mark == "0" or digits.strip("0") else ""
        digits = digits[1:]
    return text.removesuffix(".")


def _literal(kind: str, text: str) -> str:
    return "" if kind == "comma" else text


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
