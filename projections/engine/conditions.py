"""The conditions of one statement, built only from what is asked, so that each statement finds its index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

Key = tuple[str | int | None, ...]
Visible = Set[str] | None  # codes of the schools that somebody may see; None for all


class Conditions:
    """Collects conditions and their values; its text is the WHERE clause.

    Column names come from the code, never from a caller: values travel as ``$n``. values: those of other conditions of
    the same statement.
    """

    def __init__(self, values: list[Any] | None = None) -> None:
        self.values: list[Any] = [] if values is None else values
        self._texts: list[str] = []

    def value(self, value: Any) -> str:
        """The place of one more value: ``$n``."""
        self.values.append(value)
        return f"${len(self.values)}"

    def add(self, text: str) -> None:
        """A condition as it stands."""
        self._texts.append(text)

    def equal(self, column: str, value: Any) -> None:
        """``column`` has that value; None asks for nothing."""
        if value is not None:
            self.add(f"{column} = {self.value(value)}")

    def among(self, column: str, values: Iterable[Any] | None) -> None:
        """``column`` has one of the values; None asks for nothing."""
        if values is not None:
            self.add(f"{column} = ANY({self.value(list(values))})")

    def known(self, at: int, row: str = "") -> None:
        """The version of ``row`` that was known at a position."""
        place, dot = self.value(at), "." if row else ""
        self.add(f"{row}{dot}known_from <= {place} AND {row}{dot}known_to > {place}")

    def after(self, columns: Sequence[str], key: Key | None) -> None:
        """Rows that follow ``key`` in the order of the columns; None begins at the start."""
        if key is not None:
            places = ", ".join(self.value(part) for part in key)
            self.add(f"({', '.join(columns)}) > ({places})")

    def __str__(self) -> str:
        return f"WHERE {' AND '.join(self._texts)}" if self._texts else ""
