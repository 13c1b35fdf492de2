"""A server that is asked as much as it can answer: its memory rises to where it stays."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from random import Random
from uuid import uuid4

import psutil
import pytest

from tests.benchmarks.http import Connection, connected
from tests.proof.official import FINANCE, MONEY, TERM, Desk, desk
from tests.proof.reckoning import SUM
from tests.proof.server import Server, started
from tests.proof.weather import SCHOOLS

pytestmark = pytest.mark.prove

CLIENTS = 64
SECONDS = 60.0
HALF = 0.5  # of the operations: what memory was at most until then is compared with what it is at most after
RISE = 3_000  # bytes an operation between the two: what was lost to cycles that nobody looked for
LOOKS = 6_000  # operations, at most, from one look through the oldest objects to the next
OLDEST = re.compile(r'^python_gc_collections_total\{generation="2"\} ([\d.e+]+)$', re.MULTILINE)
LISTED = "{ schools(first: 5) { edges { node { name } } } }"

Sample = tuple[int, int]  # operations answered, bytes


async def test_memory_levels_off_at_saturation(data: Path, chance: Random) -> None:
    server = Server(data.parent / "log", "--data", str(data))
    async with started(server), desk() as opening:
        for school in SCHOOLS:
            await opening.open_school(server, school)
        before = await _looks(opening, server)
        samples = await _saturated(server, chance)
        looks = await _looks(opening, server) - before
    operations = samples[-1][0]
    assert (looks + 1) * LOOKS >= operations, (looks, operations)
    rise = _highest(samples, HALF * operations, operations) - _highest(samples, 0, HALF * operations)
    assert rise / (HALF * operations) < RISE, (rise, operations)


async def _looks(client: Desk, server: Server) -> float:
    """How often the oldest objects were looked through for cycles that nobody holds any more."""
    found = OLDEST.search((await client.client.get(f"{server.address}/metrics")).text)
    assert found is not None
    return float(found[1])


async def _saturated(server: Server, chance: Random) -> list[Sample]:
    """Mixed operations, as many as it answers."""
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    answered, samples, end = 0, [(0, 0)], time.monotonic() + SECONDS

    async def client() -> None:
        nonlocal answered
        async with connected(server.address, FINANCE) as connection:
            while time.monotonic() < end:
                await _operation(connection, chance)
                answered += 1

    async with asyncio.TaskGroup() as tasks:
        for _ in range(CLIENTS):
            tasks.create_task(client())
        while time.monotonic() < end:
            await asyncio.sleep(0.25)
            samples.append((answered, process.memory_info().rss))
    return samples


async def _operation(connection: Connection, chance: Random) -> None:
    """A sum, a look at an account, or a document that nobody sent before."""
    account = {"schoolCode": chance.choice(SCHOOLS), **TERM}
    kind = chance.random()
    if kind < 0.4:
        key = uuid4().hex
        money = {"source": "CENTRAL", "amount": "1.00", "documentNumber": key, "receivedOn": "2015-09-01"}
        await connection.ask(MONEY, input={"idempotencyKey": key, **account, **money})
    elif kind < 0.8:
        await connection.ask(SUM, **account)
    else:
        await connection.ask(f"query Q{chance.randrange(10**9)} {LISTED}")


def _highest(samples: list[Sample], first: float, last: float) -> int:
    return max(size for answered, size in samples if first <= answered <= last)
