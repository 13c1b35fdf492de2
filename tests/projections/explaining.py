"""Stands in for a pool or a connection: keeps the plan of what it is asked instead of doing it."""

from __future__ import annotations

from typing import Any

import asyncpg

from domain.ledger.postgres.connections import Connections


class Explaining(Connections):
    """plan: of the last statement."""

    def __init__(self, asked: Connections | asyncpg.Connection) -> None:
        self._asked = asked
        self.plan = ""

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        rows = await self._asked.fetch(f"EXPLAIN {sql}", *values)
        self.plan = "\n".join(row[0] for row in rows)
        return []

    execute = fetch  # type: ignore[assignment]

    async def copy_records_to_table(self, *_: Any, **__: Any) -> None:
        """Nothing is written."""
