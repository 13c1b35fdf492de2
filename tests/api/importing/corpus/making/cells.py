"""What a cell of a made sheet can be, beside text, a number, a truth value and nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A number under a number format: a built-in one by its id, or one by its code."""

    value: float
    form: int | str


@dataclass(frozen=True)
class Formula:
    """A formula and what the program last saw as its result; None: it has never been reckoned."""

    text: str
    result: Any = None


@dataclass(frozen=True)
class Quoted:
    """Text that was typed behind an apostrophe, which the style keeps and the text does not."""

    text: str


@dataclass(frozen=True)
class Xml:
    """The cell's own XML, with {place} and {style} where they stand in it; form: its number format."""

    xml: str
    form: int | str = 0


class Written:
    """A row of a sheet, of whatever kind."""


@dataclass(frozen=True)
class Head(Written):
    """The row of heads, as written. keys: what stands below each, where it is written in another way."""

    written: Sequence[str | None]
    keys: Sequence[str]


@dataclass(frozen=True)
class Line(Written):
    """A row: its cells in order, or by the keys of the head above it; and what must become of it.

    fates: those that the rule allows, none for what is no row (title, blank). facts: of who is registered.
    because: of what the reasons of a rejected row may speak, and the first of them must.
    """

    cells: Sequence[Any] | dict[str, Any]
    fates: Sequence[str] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    because: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """state: visible, hidden or veryHidden. merged: ranges such as H2:H4, the value stands in the first cell."""

    title: str
    lines: Sequence[Written]
    state: str = "visible"
    merged: Sequence[str] = ()

    def rows(self) -> list[list[Any]]:
        """The cells, row by row."""
        made: list[list[Any]] = []
        keys: list[str] = []
        for line in self.lines:
            if isinstance(line, Head):
                keys = list(line.keys)
                made.append(list(line.written))
            elif not isinstance(line, Line):
                raise TypeError(line)
            elif isinstance(line.cells, dict):
                if strange := set(line.cells) - set(keys):
                    raise ValueError(f"under no head: {strange}")
                made.append([line.cells.get(key) for key in keys])
            else:
                made.append(list(line.cells))
        return made
