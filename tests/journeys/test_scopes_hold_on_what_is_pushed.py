"""A subscriber gets the events of the scope, over either transport, from the first one on."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress

import pytest

from domain.mandate import Mandate
from tests.journeys import neighbours
from tests.journeys.neighbours import viewers
from tests.journeys.subscribers import over_events, over_socket, positions_of
from tests.support.server import Served

QUIET = 0.3  # seconds in which nothing may follow


@pytest.mark.parametrize("follow", [over_socket, over_events])
async def test_and_no_others(served: Served, follow: object) -> None:
    await neighbours.tell(served)

    async def heard(by: Mandate) -> list[int]:
        seen: list[int] = []
        stream = over_socket if follow is over_socket else over_events
        async with aclosing(stream(served, by, since="0")) as events:
            with suppress(TimeoutError):
                while True:
                    event = await asyncio.wait_for(
                        anext(events), QUIET if len(seen) == len(expected[by]) else 10
                    )
                    seen.append(int(event["position"]))
        return seen

    expected = {by: await positions_of(served.ledger, by) for by in viewers(("AUDITOR", "PRINCIPAL"))}
    assert {len(seen) for seen in expected.values()} > {0}
    found = await asyncio.gather(*(heard(by) for by in expected))
    assert dict(zip(expected, found, strict=True)) == expected
