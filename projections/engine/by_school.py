"""Lists that go school by school, as known at a position. What was known before it or since is never gone through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.ledger.postgres.connections import Connections
from projections.engine.conditions import Conditions, Key, Visible
from projections.engine.spans import STILL, forks, replaced

NO_UUID = "'00000000-0000-0000-0000-000000000000'::uuid"


class BySchool:
    """One statement, put together from parts of which each has its index.

    table: with ``school``, ``known_from`` and ``known_to``. order: its columns after the school, the last one unique.
    visible: schools that may be seen, None for all. school: the only one that is asked for. after: a sort key, the
    school first. least: less than all that the first column of the order holds. where: conditions of every row. at: the
    place of the position among their values.
    """

    def __init__(
        self,
        table: str,
        order: Sequence[str],
        visible: Visible,
        at: int,
        school: str | None,
        after: Key | None,
        limit: int,
        least: str = "''",
    ) -> None:
        self.table = table
        self.order = ", ".join(order)
        self.where = Conditions()
        self._own = self._schools(visible, school, after)
        self.at = self.where.value(at)
        self._limit = (
            limit  # in the text: of one that it is not told the planner thinks a tenth of everything
        )
        self._forks = forks(at)
        self.where.add(f"school = own.school AND known_from <= {self.at}")
        if after is not None:
            self._go_on(after, least)
        self._parts: list[list[str]] = []

    def _schools(self, visible: Visible, school: str | None, after: Key | None) -> str:
        """Those in question, in order."""
        first = str(after[0]) if after else ""
        if school is not None:
            visible = {school} if visible is None or school in visible else set()
        if visible is None:
            return f"SELECT DISTINCT code AS school FROM school WHERE code >= {self.where.value(first)} ORDER BY 1"
        rest = self.where.value(sorted(code for code in visible if code >= first))
        return f'SELECT code COLLATE "C" AS school FROM unnest({rest}::text[]) AS code ORDER BY 1'

    def _go_on(self, after: Key, least: str) -> None:
        """Within the school of the key; in those that follow from the start."""
        school, first, *rest = (self.where.value(part) for part in after)
        begin = f"CASE WHEN own.school = {school} THEN {first} ELSE {least} END"
        self.where.add(f"({self.order}) > ({', '.join([begin, *rest])})")

    def known_still(self, *conditions: str) -> None:
        """The rows that nothing has replaced, and that meet the conditions: by an index of such alone."""
        self._parts.append([STILL, *conditions])

    def replaced_since(self, *conditions: str) -> None:
        """The rows that were known at the position and have been replaced: by an index of their forks."""
        self._parts.append([replaced(self.where, self.at, self._forks), *conditions])

    def known(self, *conditions: str) -> None:
        """Both, in order, by an index of all rows: for what most rows meet."""
        self._parts.append([f"known_to > {self.at}", *conditions])

    def statement(self, columns: str) -> str:
        """The rows in order, so many at most."""
        ordered = f"ORDER BY {self.order} LIMIT {self._limit}"
        parts = " UNION ALL ".join(
            f"(SELECT {columns} FROM {self.table} {self.where} AND {' AND '.join(part)} {ordered})"
            for part in self._parts
        )
        return (
            f"SELECT row.* FROM ({self._own}) AS own CROSS JOIN LATERAL ({parts}) AS row"
            f" ORDER BY own.school, {self.order} LIMIT {self._limit}"
        )

    async def fetch(self, pool: Connections, columns: str) -> list[Any]:
        """What the statement answers; without a part, nothing."""
        if not self._parts:
            return []
        return await pool.fetch(self.statement(columns), *self.where.values)
