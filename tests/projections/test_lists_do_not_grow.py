"""No list reads more of the database because the ledger's past is longer: counted in blocks, not in seconds."""

from __future__ import annotations

import json
from typing import Any

import asyncpg

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.ledger import Ledger
from projections.all import all_projections
from tests.benchmarks.long_history import TERMS, opened, tell
from tests.projections.folding import fold
from tests.support.people import POLICY
from tests.support.questions import PAGE, questions
from tests.support.story import Story

SCHOOLS, ENTERING = 1, 60
YOUNG = 3  # terms
OWN = 5 * PAGE  # blocks that the rows of a page are found in, each by trees of its own


class Counting(Connections):
    """blocks: read by the last statement."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._asked = connection
        self.blocks = 0

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """Planned as the ledger has it, without a look at the values."""
        kinds = [each.name for each in (await self._asked.prepare(sql)).get_parameters()]
        texts = [f"quote_nullable(${n}::{kind}::text)" for n, kind in enumerate(kinds, 1)]
        written = await self._asked.fetchrow(f"SELECT {', '.join(texts)}", *values)
        await self._asked.execute(f"PREPARE asked ({', '.join(kinds)}) AS {sql}")
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked({', '.join(written)})"
        plan = json.loads(await self._asked.fetchval(explained))[0]["Plan"]
        await self._asked.execute("DEALLOCATE asked")
        self.blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return []

    async def fetchval(self, sql: str, *values: Any) -> int:
        await self.fetch(sql, *values)
        return 0


async def blocks(ledger: Ledger) -> dict[str, int]:
    """By question, with tables that nobody would read whole were they as big as in life."""
    for projection in all_projections(POLICY):
        await fold(ledger, projection)
    await ledger.pool.execute("VACUUM ANALYZE")
    asked = await questions(ledger)
    found = {}
    async with ledger.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        for name, ask in asked:
            counting = Counting(connection)
            for _ in range(2):  # whoever comes first clears away what was deleted
                await ask(counting)
            found[name] = counting.blocks
    return found


async def test_with_ten_times_the_past_a_page_reads_at_most_twice_the_blocks(
    ledger: Ledger, story: Story
) -> None:
    schools = await opened(story, SCHOOLS)
    for term in TERMS[:YOUNG]:
        await tell(story, schools, term, ENTERING)
    young, before = await blocks(ledger), await ledger.position()
    for term in TERMS[YOUNG:]:
        await tell(story, schools, term, ENTERING)
    old = await blocks(ledger)
    assert await ledger.position() > 8 * before
    grown = {name: (count, old[name]) for name, count in young.items() if old[name] > 2 * count + OWN}
    assert not grown, grown
