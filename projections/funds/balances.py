"""The double entry between two pages: what each account received and gave so far, by school."""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg

from domain.funds.postings import Posting
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

NOTHING = (0, 0)


class Balances:
    """The changes of one page."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], tuple[int, int]] = {}
        self._rows = Versions("balance", ["school", "code"], ["text"] * 2, ("debit", "credit"))

    async def load(self, connection: asyncpg.Connection, schools: Iterable[str]) -> None:
        rows = await connection.fetch(
            "SELECT school, code, debit, credit FROM balance"
            f" WHERE school = ANY($1::text[]) AND known_to = {KNOWN_STILL}",
            list(schools),
        )
        self._sums = {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def post(self, school: str, posting: Posting, position: int) -> None:
        """One movement of money at a school."""
        self._move((school, posting.debit), posting.amount, 0, position)
        self._move((school, posting.credit), 0, posting.amount, position)

    def _move(self, key: tuple[str, str], received: int, gave: int, position: int) -> None:
        debit, credit = self._sums.get(key, NOTHING)
        self._sums[key] = sums = (debit + received, credit + gave)
        self._rows.put(key, position, sums)

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self._rows.flush(connection)
