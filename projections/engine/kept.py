"""Small tables that a process keeps in memory, with all that was ever known: reading them costs no statement."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar


class Kept(ABC):
    """All versions of a table's rows, as of the last look at how far the projections have come (``Lookout``).

    Only for tables whose rows are replaced and never taken away: then what is new is all that changed.
    columns: without ``known_from`` and ``known_to``; a version holds until the next one of its thing.
    """

    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self._table = 0  # as PostgreSQL numbers it: a rebuild puts another one in its place
        self._until = -1

    @abstractmethod
    def clear(self) -> None:
        """Forgets everything."""

    @abstractmethod
    def add(self, known_from: int, row: Sequence[Any]) -> None:
        """One more version (its columns); they come in the order in which they became known."""

    @property
    def known(self) -> tuple[int, int]:
        """What ``asked`` takes: the table, and the position up to which its rows are known."""
        return self._table, self._until

    @classmethod
    def asked(cls, place: int) -> str:
        """Two columns for a statement: which table there is, and its rows that ``known`` at $place does not hold."""
        there = f"to_regclass('{cls.table}')::oid"
        return (
            f"{there}, (SELECT array_agg((known_from, {', '.join(cls.columns)}) ORDER BY known_from) FROM {cls.table}"
            f" WHERE known_from > CASE WHEN {there} = ${place}::oid THEN ${place + 1}::bigint ELSE -1 END)"
        )

    def take(self, table: int, rows: Iterable[Sequence[Any]] | None, is_newest: bool) -> None:
        """The answer to what was asked; looks overlap, so it may hold what is known, and be of a table that is gone."""
        if table != self._table:
            if not is_newest:
                return
            self.clear()
            self._table, self._until = table, -1
        known = self._until
        for known_from, *row in rows or ():
            if known_from > known:
                self.add(known_from, row)
                self._until = known_from
