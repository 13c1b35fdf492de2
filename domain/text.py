"""Free text that people send: bounded, and without characters that nobody can read and no table can hold."""

from __future__ import annotations

import re
import unicodedata

from domain.refusal import Refusal

COMMENT = 2_000  # characters of a reason or comment
REFERENCE = 200  # of a document number, a bank's reference, a place where a paper is filed

# Control, format, half of a pair, line and paragraph ends. Characters that no Unicode table of this machine knows
# yet, and those of private use in old files, are people's names and stay.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# New lines and tabs are text; what turns the direction of reading makes a document's number show as another.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check_text(text: str | None, longest: int, *path: str | int) -> None:
    """Refuses INVALID_INPUT for a text that is too long or holds control characters; none at all is well."""
    if text is None:
        return
    if len(text) > longest:
        raise Refusal("INVALID_INPUT", "A text here has at most {limit} characters.", path, limit=longest)
    if _CONTROL.search(text):
        raise Refusal("INVALID_INPUT", "A text must not hold control characters.", path)


def require_text(text: str | None, longest: int, *path: str | int) -> None:
    """As ``check_text``, and refuses a text that is missing or blank."""
    if not (text or "").strip():
        raise Refusal("INVALID_INPUT", "Give a text of 1 to {limit} characters.", path, limit=longest)
    check_text(text, longest, *path)


def invisible(name: str) -> str | None:
    """The first character of a name that no reader sees, None when there is none."""
    return next((char for char in name if unicodedata.category(char) in _INVISIBLE), None)
