"""A decision is a ladder of named refusals in a stated order; after the last rung it succeeds.

What refuses the key of a command, and CONFLICT, stand before and beside every ladder (``domain/ledger/perform.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar, cast

from domain.vocabulary import ErrorCode, Role

Decide = TypeVar("Decide", bound=Callable[..., Awaitable[Any]])


class Rung(NamedTuple):
    """when: what the code means at this place, where it means something else at another."""

    code: ErrorCode
    when: str = ""


class Ladder(NamedTuple):
    """by: the roles of which one is needed. rungs: the refusals of the whole command in their order, FORBIDDEN for want
    of a role being the first. line: of one line of a batch. warnings: codes of what a line is warned of and taken with.
    """

    by: tuple[Role, ...]
    rungs: tuple[Rung, ...]
    line: tuple[Rung, ...] = ()
    warnings: tuple[ErrorCode, ...] = ()


def ladder(
    *rungs: ErrorCode | Rung,
    by: tuple[Role, ...],
    line: tuple[ErrorCode | Rung, ...] = (),
    warnings: tuple[ErrorCode, ...] = (),
) -> Callable[[Decide], Decide]:
    """Declares a command's ladder beside the function that decides it; the tests climb it rung by rung.

    Raises TypeError for two rungs that read alike.
    """
    declared = Ladder(by, _told_apart(rungs), _told_apart(line), warnings)

    def declare(decide: Decide) -> Decide:
        cast(Any, decide).ladder = declared
        return decide

    return declare


def ladder_of(decide: Callable[..., Awaitable[Any]]) -> Ladder:
    """The ladder that was declared for it."""
    return cast(Ladder, cast(Any, decide).ladder)


def _told_apart(rungs: tuple[ErrorCode | Rung, ...]) -> tuple[Rung, ...]:
    whole = tuple(rung if isinstance(rung, Rung) else Rung(rung) for rung in rungs)
    if alike := [rung.code for rung, times in Counter(whole).items() if times > 1]:
        raise TypeError(f"rungs that read alike: {', '.join(alike)}")
    return whole
