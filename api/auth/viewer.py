"""Who is asking, and what can be asked for: the domain's mandate, as a token grants it."""

from dataclasses import dataclass, field
from math import inf

from domain.mandate import Mandate

_LENGTHS = frozenset({2, 4, 6, 10})


def is_scope(code: str) -> bool:
    """Whether ``code`` can be a scope: a division prefix (2, 4 or 6 digits) or a ten-digit school code."""
    return code.isascii() and code.isdigit() and len(code) in _LENGTHS


@dataclass(frozen=True, slots=True)
class Viewer(Mandate):
    """A signed-in person. Nothing outside ``scopes`` may be seen, counted or changed.

    good_until: when the token expires, in seconds since 1970.
    """

    good_until: float = field(default=inf, compare=False)
