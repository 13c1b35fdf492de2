"""A decision is a ladder of named refusals in a stated order; after the last rung it succeeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar, cast

from domain.vocabulary import ErrorCode

Decide = TypeVar("Decide", bound=Callable[..., Awaitable[Any]])


class Ladder(NamedTuple):
    """rungs: the refusals of the whole command in their order. line: of one line of a batch."""

    rungs: tuple[ErrorCode, ...]
    line: tuple[ErrorCode, ...] = ()


def ladder(*rungs: ErrorCode, line: tuple[ErrorCode, ...] = ()) -> Callable[[Decide], Decide]:
    """Declares a command's ladder beside the function that decides it; the tests climb it rung by rung."""

    def declare(decide: Decide) -> Decide:
        cast(Any, decide).ladder = Ladder(rungs, line)
        return decide

    return declare


def ladder_of(decide: Callable[..., Awaitable[Any]]) -> Ladder:
    """The ladder that was declared for it."""
    return cast(Ladder, cast(Any, decide).ladder)
