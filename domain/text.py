"""Texts that people send: without characters that nobody can read and no table can hold, or that look like others.

A name (of a person, a school, a paper, whoever signs in), a document number and a reference are on one line, and every
character of them is seen. Free text may hold what has no width, but says something.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 1_000  # names

LOST = "\ufffd"  # stands for a character that a program could not read

# Control, format, half of a pair, line and paragraph ends. Characters that no Unicode table of this machine knows
# yet, and those of private use in old files, are people's names and stay.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# New lines and tabs are text; what turns the direction of reading makes a document's number show as another. Half of
# a pair, and what Unicode has set aside for ever, can be written nowhere.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_NO_WIDTH = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


# Letters and marks to Unicode, nothing to a reader: fillers, the joiner of no graphemes, the blank of Braille.
_SHOWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


# Choose the form of the character ahead of them, and are nothing without one.
_VARIANT = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# Layout: 王 芳 is written as 王芳 elsewhere.
_BLANK_BESIDE_HAN = re.compile("(?<=[\u2e80-\U0010ffff]) | (?=[\u2e80-\U0010ffff])")


# What nearly every text is made of, told in one look.
_SURELY_SEEN = re.compile("[ -~\u4e00-\u9fff]*")


def has_control_characters(text: str) -> bool:
    return _CONTROL.search(text) is not None


def trimmed(text: str) -> str:
    """Without blanks around it, and without what has no width: nobody could tell it from the text without."""
    return _NO_WIDTH.sub("", text).strip()


def invisible(name: str) -> str | None:
    """The first character of a name that no reader sees, None when there is none."""
    if _SURELY_SEEN.fullmatch(name):
        return None
    return next((char for char in name if _is_unseen(char) or _is_none(char)), None)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of it."""
    return not _seen(text).strip()


@lru_cache(REMEMBERED)
def skeleton(name: str) -> str:
    """What a reader tells a name by: two that differ in unseen characters, width, form, case or blanks have one.

    Letters of different scripts that look alike (Latin a, Cyrillic а) stay apart.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _seen(name)).casefold())
    return _BLANK_BESIDE_HAN.sub("", " ".join(folded.split()))


def same_characters(text: str) -> str:
    """A text that a machine made, for comparing: case and blanks of it count, the form of its characters does not."""
    return unicodedata.normalize("NFKC", _seen(text))


def _seen(text: str) -> str:
    if _SURELY_SEEN.fullmatch(text):
        return text
    return "".join(char for char in _VARIANT.sub("", text) if not _is_unseen(char) or char in "\t\r\n")


def _is_unseen(char: str) -> bool:
    return char in _SHOWN_AS_NOTHING or unicodedata.category(char) in _INVISIBLE


def _is_none(char: str) -> bool:
    """Whether Unicode keeps its place free for ever: the last two of each plane, and 32 others."""
    return ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
