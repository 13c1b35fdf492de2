"""One line of the table: what is promised, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.place import Place


@dataclass(frozen=True, slots=True)
class Measured:
    """value: the figure that the bound is about. how: what it was made of, in words."""

    value: float
    how: str


@dataclass(frozen=True, slots=True)
class Line:
    """bound: the least that will do, or with ``at_most`` the most. note: what a reader of the figure must know.
    ``measure`` takes an empty ledger, and whether small sizes will do.
    """

    what: str
    size: str
    bound: float
    unit: str
    measure: Callable[[Place, bool], Coroutine[Any, Any, Measured]]
    note: str = ""
    at_most: bool = False

    def met(self, measured: Measured) -> bool:
        return measured.value <= self.bound if self.at_most else measured.value >= self.bound

    def figure(self, value: float) -> str:
        return f"{value:,.2f}{self.unit}" if value < 100 else f"{value:,.0f}{self.unit}"

    def promise(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.bound:,g}{self.unit}"
