"""Who is asking, and what can be asked for: the domain's mandate, as a token grants it."""

from domain.mandate import Mandate

_DIVISION_LENGTHS = frozenset({2, 4, 6})
_SCHOOL_LENGTH = 10


def is_scope(code: str) -> bool:
    """Whether `code` can be a scope: a division prefix (2, 4 or 6 digits) or a ten-digit school code."""
    return code.isascii() and code.isdigit() and len(code) in _DIVISION_LENGTHS | {_SCHOOL_LENGTH}


class Viewer(Mandate):
    """A signed-in person. Nothing outside `scopes` may be seen, counted or changed."""

    __slots__ = ()

    @property
    def division_scopes(self) -> tuple[str, ...]:
        """The scopes that are division prefixes."""
        return tuple(scope for scope in self.scopes if len(scope) in _DIVISION_LENGTHS)

    @property
    def school_scopes(self) -> tuple[str, ...]:
        """The scopes that are single schools."""
        return tuple(scope for scope in self.scopes if len(scope) == _SCHOOL_LENGTH)
