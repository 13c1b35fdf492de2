"""Free text that people send: without characters that nobody can read and no table can hold."""

from __future__ import annotations

import re
import unicodedata

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


def has_control_characters(text: str) -> bool:
    return _CONTROL.search(text) is not None


def trimmed(text: str) -> str:
    """Without blanks around it, and without what has no width: nobody could tell it from the text without."""
    return _NO_WIDTH.sub("", text).strip()


def invisible(name: str) -> str | None:
    """The first character of a name that no reader sees, None when there is none."""
    return next((char for char in name if _is_unseen(char) or _is_none(char)), None)


def _is_unseen(char: str) -> bool:
    return char in _SHOWN_AS_NOTHING or unicodedata.category(char) in _INVISIBLE


def _is_none(char: str) -> bool:
    """Whether Unicode keeps its place free for ever: the last two of each plane, and 32 others."""
    return ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
