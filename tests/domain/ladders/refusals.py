"""Which codes a command can refuse with, read from its code and from that of whatever it calls in the domain."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from domain.funds.account import FundAccount
from domain.mandate import Mandate
from domain.vocabulary import ErrorCode

# Who is asked by method, and refuses.
METHODS = {**vars(Mandate), **vars(FundAccount)}


def refusals_in(decide: Any) -> set[ErrorCode]:
    """Every code that is named in the function or in one that it leads to."""
    found: set[ErrorCode] = set()
    seen: set[FunctionType] = set()
    waiting: list[Any] = [decide]
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        names = set(_names(function.__code__))
        found |= {ErrorCode(name) for name in names & set(ErrorCode.__members__)}
        called = [function.__globals__.get(name, METHODS.get(name)) for name in names]
        waiting.extend(one for one in called if isinstance(one, FunctionType) and _of_the_domain(one))
    return found


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _of_the_domain(function: FunctionType) -> bool:
    return function.__module__.startswith("domain.")
