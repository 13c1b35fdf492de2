"""Counting what is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from domain.ledger.postgres.connections import Connections


class Statements(list[str]):
    """Their texts. waits: the most of them that followed one another, each sent when the one before was answered."""

    waits = 0


@contextmanager
def statements_of(*holders: Any) -> Iterator[Statements]:
    """The statements that run, from here on, through the pool of a ledger and of who reads by it."""
    seen = Statements()
    pool = holders[0].pool
    _exchange(holders, _Counting(pool, seen))
    try:
        yield seen
    finally:
        _exchange(holders, pool)


def _exchange(holders: tuple[Any, ...], pool: Connections) -> None:
    for holder in holders:
        holder.pool = pool


class _Counting(Connections):
    """Counts what runs through connections."""

    def __init__(self, counted: Connections, seen: Statements) -> None:
        self.counted = counted
        self._seen = seen

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith(("fetch", "execute")):
            return super().__getattribute__(name)

        async def counted(sql: str, *values: Any) -> Any:
            seen, waited = self._seen, self._seen.waits
            seen.append(sql)
            answer = await getattr(self.counted, name)(sql, *values)
            seen.waits = max(seen.waits, waited + 1)
            return answer

        return counted
