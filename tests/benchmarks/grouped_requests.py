"""What grouping brings to those who send mutations: many at once against the same ones, each after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import islice
from uuid import uuid4

from domain.policy.calendar import Term
from tests.benchmarks.grouped_commands import fresh_terms
from tests.benchmarks.http import Connection, connected
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.serving import serve, token_of
from tests.benchmarks.timing import in_turns, times
from tests.support.people import holder
from tests.support.story import GRANT, Story

CONNECTIONS = 64
TOKEN = token_of(holder("FINANCE"))
MUTATION = """
mutation Allocation($input: RecordAllocationInput!) {
  recordAllocation(input: $input) {
    position errors { code message }
    account { term allocated available }
  }
}
"""


async def measure(place: Place, quick: bool) -> Measured:
    rounds, count = (2, 8) if quick else (9, CONNECTIONS)
    schools = [f"3637{number:06}" for number in range(count)]
    terms = list(islice(fresh_terms(), 2 * rounds))
    story = Story(place.ledger)
    for school in schools:
        await story.school(school)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serve(place))
        open = [await stack.enter_async_context(connected(server.address, TOKEN)) for _ in range(count)]
        alone, together = await in_turns(
            rounds,
            lambda number: one_by_one(open[0], schools, terms[number]),
            lambda number: all_at_once(open, schools, terms[rounds + number]),
        )
    rates = f"{count / min(together):,.0f} mutations/s, one by one {count / min(alone):,.0f} mutations/s"
    return Measured({"": times(alone, together)}, rates)


async def one_by_one(connection: Connection, schools: Sequence[str], term: str) -> None:
    for school in schools:
        await allocate(connection, school, term)


async def all_at_once(open: Sequence[Connection], schools: Sequence[str], term: str) -> None:
    await asyncio.gather(*(allocate(*pair, term) for pair in zip(open, schools, strict=True)))


async def allocate(connection: Connection, school: str, term: str) -> None:
    given = {
        "idempotencyKey": uuid4().hex,
        "schoolCode": school,
        "scheme": GRANT,
        "term": term,
        "source": "CENTRAL",
        "amount": "1000000.00",
        "documentNumber": f"财教{uuid4().hex}",
        "receivedOn": Term.parse(term).first_day.isoformat(),
    }
    payload = (await connection.ask(MUTATION, input=given))["recordAllocation"]
    assert payload["account"]["allocated"] == "1000000.00", payload


LINE = Line(
    name="requests-at-once",
    what="64 mutations at once over HTTP against the same mutations one by one",
    size="`recordAllocation` to 64 schools, 64 connections",
    bound=5,
    unit="×",
    measure=measure,
    note="Each answer shows the account as the mutation left it, once the projections have come that far",
)
