"""Rows that keep what was known before: every change closes a row and opens another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import asyncpg

from projections.engine.projection import KNOWN_STILL

Key = tuple[Hashable, ...]
Row = tuple[Any, ...]


class Versions:
    """The changes of one page to one table with ``known_from`` and ``known_to``.

    key: the columns that name a thing; one thing has one row or several at a time. values: the other columns.
    ``put`` says what a thing's rows are from a position on, ``begin`` the same of one that has no rows yet;
    ``flush`` writes it all in two statements.
    """

    def __init__(self, table: str, key: Sequence[str], types: Sequence[str], values: Sequence[str]) -> None:
        self.table = table
        self.key = tuple(key)
        self.types = tuple(types)
        self.columns = (*key, *values, "known_from", "known_to")
        self._closed: dict[Key, int] = {}
        self._open: dict[Key, tuple[int, Sequence[Row]]] = {}
        self._rows: list[Row] = []

    def put(self, key: Key, position: int, *rows: Row) -> None:
        """From ``position`` on, the thing has just these rows (their values, without the key)."""
        known = self._open.get(key)
        if known is None:
            self._closed[key] = position
        elif known[0] != position:
            self._rows += [(*key, *row, known[0], position) for row in known[1]]
        self._open[key] = (position, rows)

    def begin(self, key: Key, position: int, *rows: Row) -> None:
        """As ``put``, for a thing that has no rows at this moment: none are looked for to be closed."""
        if key in self._open:
            self.put(key, position, *rows)
        else:
            self._open[key] = (position, rows)

    async def flush(self, connection: asyncpg.Connection) -> None:
        """Closes the rows that were replaced and writes the new ones."""
        if self._closed:
            await connection.execute(self.closing(), *self._closing_values())
        self._rows += [
            (*key, *row, since, KNOWN_STILL) for key, (since, rows) in self._open.items() for row in rows
        ]
        if self._rows:
            await connection.copy_records_to_table(self.table, records=self._rows, columns=self.columns)
        self._closed, self._open, self._rows = {}, {}, []

    def closing(self) -> str:
        """The statement that closes rows: an array for each column of the key, and one of the positions."""
        arrays = ", ".join(f"${n + 1}::{kind}[]" for n, kind in enumerate(self.types))
        same = " AND ".join(f"row.{column} = late.{column}" for column in self.key)
        # Implied by the rest; but only this lets a young table, without statistics, be searched by its index.
        among = " AND ".join(f"row.{column} = ANY(${n + 1})" for n, column in enumerate(self.key))
        return (
            f"UPDATE {self.table} AS row SET known_to = late.position"
            f" FROM unnest({arrays}, ${len(self.types) + 1}::bigint[]) AS late ({', '.join(self.key)}, position)"
            f" WHERE {among} AND {same} AND row.known_to = {KNOWN_STILL}"
        )

    def _closing_values(self) -> Iterable[list[Any]]:
        columns = zip(*self._closed, strict=True)
        return [*map(list, columns), list(self._closed.values())]
