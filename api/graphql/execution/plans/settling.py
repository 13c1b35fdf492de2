"""Waiting for several things of a level."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def settled(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What they give, in their order, once all have ended: one that fails leaves none behind that still works.

    Raises what the first of them raised. Not a TaskGroup: in Python 3.11 one that fails takes the time limit of whoever
    waits for it away.
    """
    outcomes = await asyncio.gather(*coroutines, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes  # type: ignore[return-value] # none of them is an exception
