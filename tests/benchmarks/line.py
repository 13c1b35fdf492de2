"""One line of the table: what is promised, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.place import Place


class NotMeasured(Exception):
    """Something is missing on this machine; the message says what."""


@dataclass(frozen=True, slots=True)
class Figure:
    """best: of each contestant's best round. median: over the rounds, each by itself; None where there was but one."""

    best: float
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """figures: by what is counted, "" where that goes without saying. beside: the absolute figures, in words."""

    figures: Mapping[str, Figure]
    beside: str


async def nothing(_place: Place, _quick: bool) -> None:
    """Leaves the ledger empty."""


@dataclass(frozen=True, slots=True)
class Line:
    """name: chosen by. bound: the least that each figure's best may be, or with ``at_most`` the most.

    written: what the ledger holds before. Lines one after the other that name the same share one ledger; to each of
    the others an empty one is given. measure: takes the ledger, and whether small sizes will do; raises NotMeasured.
    note: what a reader of the figures must know. short: why less than the bound came out, by a profile; shown while
    it does.
    """

    name: str
    what: str
    size: str
    bound: float
    unit: str
    measure: Callable[[Place, bool], Coroutine[Any, Any, Measured]]
    written: Callable[[Place, bool], Coroutine[Any, Any, object]] = nothing
    note: str = ""
    short: str = ""
    at_most: bool = False

    def met(self, measured: Measured) -> bool:
        return not any(map(self.misses, measured.figures.values()))

    def misses(self, figure: Figure) -> bool:
        return figure.best > self.bound if self.at_most else figure.best < self.bound

    def figure(self, value: float) -> str:
        return f"{value:,.2f}{self.unit}" if value < 100 else f"{value:,.0f}{self.unit}"

    def promise(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.bound:,g}{self.unit}"
