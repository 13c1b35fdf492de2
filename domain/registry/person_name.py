"""A person's name (姓名) as it is kept, and whether two writings are one name."""

from __future__ import annotations

import re
import unicodedata

from domain.refusal import Refusal
from domain.text import LOST, invisible, is_blank
from domain.vocabulary import ErrorCode

NAME_LENGTH = 50  # characters, the limit of the national import sheet

# What stands where a program had no sign for a character, or where somebody has masked one; no name has any of them.
_LOST = frozenset(f"{LOST}?？□■〓*＊")

_BLANKS = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK = re.compile(f"[{_BLANKS}]+")
_DOTS = "·•‧∙⋅・･．"  # between the parts of a minority name; keyboards give any of these
_DOT = re.compile(f"[{_DOTS}]")
_HAN = "\u2e80-\U0010ffff"  # and whatever lies above: rare characters, those of private use in old files

# 张　三 is laid out to the width of 欧阳三; what parts the words of a spelled name stays.
_LAYOUT = re.compile(
    f"(?<=[{_HAN}])[{_BLANKS}]+(?=[{_HAN}])|[{_BLANKS}]+(?=[{_DOTS}])|(?<=[{_DOTS}])[{_BLANKS}]+"
)


def tidy(name: str) -> str:
    """Without the blanks that are layout: around it, between Chinese characters, beside a middle dot.

    Between spelled words one blank stays. Every other character is kept as it is.
    """
    return _BLANK.sub(" ", _LAYOUT.sub("", _BLANK.sub(" ", name.strip())))


def check(name: str) -> None:
    """Refuses (INVALID_INPUT) a name (tidy) that is empty or too long, or in which a character cannot be read."""
    if is_blank(name) or len(name) > NAME_LENGTH:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The name must have 1 to {limit} characters.",
            ["name"],
            limit=NAME_LENGTH,
        )
    if (hidden := invisible(name)) is not None:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The name holds a character that cannot be read, U+{code}; type it again.",
            ["name"],
            code=f"{ord(hidden):04X}",
        )
    if (lost := next((char for char in name if char in _LOST), None)) is not None:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The name holds {char} where a character is lost or masked; type the name again.",
            ["name"],
            char=lost,
        )


def same(one: str, other: str) -> bool:
    """Whether they are one name but for blanks, the kind of middle dot, and small or capital letters."""
    return spoken(one) == spoken(other)


def spoken(name: str) -> str:
    """What is left of a name without how it was typed; only for comparing."""
    plain = _DOT.sub("·", _BLANK.sub("", unicodedata.normalize("NFC", name.strip())))
    return "".join(char.lower() if char.isascii() else char for char in plain)
