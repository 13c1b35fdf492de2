"""A payment with its justification, asked over HTTP: against a server that does no more than run the same SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import orjson

from api.graphql.relay.global_id import encode
from domain.aid.payment import payment_id
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup
from tests.benchmarks import plain_server
from tests.benchmarks.http import connected
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.run_of_payments import enrolled
from tests.benchmarks.serving import Running, serve, serve_module, token_of
from tests.benchmarks.timing import best
from tests.support.people import POLICY, holder
from tests.support.story import Story

CONNECTIONS = 16
TOKEN = token_of(holder("AID_AUTHORITY"))
QUERY = """
query Payment($id: ID!) {
  payment(id: $id) {
    id scheme month amount state attempt
    student { name }
    school { name }
    justification {
      decidedAt holds dueNow
      policy { version }
      facts { statement event { position type effectiveOn recordedAt actor } }
      brokenBy { position }
    }
  }
}
"""


async def measure(place: Place, quick: bool) -> Measured:
    rounds, students, requests = (2, 50, 50) if quick else (5, 10_000, 4_000)
    ids = await _paid(place, students)
    ours = [_question(id) for id in ids]
    theirs = [str(id).encode() for id in ids]
    async with serve(place) as product, serve_module(plain_server.__name__, place.dsn) as plain:
        our_seconds, their_seconds = await best(
            rounds,
            lambda number: _all_answered(product, _some(ours, number, requests)),
            lambda number: _all_answered(plain, _some(theirs, number, requests)),
        )
    rates = f"{requests / our_seconds:,.0f} requests/s, plain Starlette {requests / their_seconds:,.0f}"
    return Measured(their_seconds / our_seconds, rates)


async def _paid(place: Place, students: int) -> list[UUID]:
    """The payments of one run, readable."""
    story, projections = Story(place.ledger), all_projections(POLICY)
    await enrolled(story, students)
    run = await story.run()
    async with place.ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    await Follower(place.ledger, projections, Wakeup(place.dsn, place.ledger.schemas)).catch_up()
    return [payment_id(UUID(line[0]), run.scheme, run.month) for line in run.lines]


def _question(id: UUID) -> bytes:
    return orjson.dumps({"query": QUERY, "variables": {"id": encode("Payment", str(id))}})


def _some(bodies: Sequence[bytes], number: int, count: int) -> list[bytes]:
    """Others in each round, as far as they go."""
    return [bodies[(number * count + place) % len(bodies)] for place in range(count)]


async def _all_answered(server: Running, bodies: Sequence[bytes]) -> None:
    waiting = iter(bodies)

    async def ask() -> None:
        async with connected(server.address, TOKEN) as connection:
            for body in waiting:
                answer = await connection.post(body)
                assert b'"facts":[{' in answer, answer

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))


LINE = Line(
    what="`payment` with justification over HTTP, against plain Starlette running the same SQL with orjson",
    size="10,000 payments, 16 connections, another id in each request",
    bound=0.25,
    unit="×",
    measure=measure,
    note="Signed in by token; the plain server knows no tokens, no scopes and no GraphQL",
)
