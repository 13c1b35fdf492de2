"""Headers without an end and documents made to be hard, beside everybody's ordinary requests."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from random import Random

import httpx
import psutil
import pytest

from tests.api.bombs import bombs
from tests.proof.bombs import HEADER_BYTES, endless_header, unfinished_header
from tests.proof.official import AUTHORITY
from tests.proof.server import Server, two_servers
from tests.proof.storm import storm
from tests.proof.weather import Weather

pytestmark = pytest.mark.prove

HEADERS, UNFINISHED, SENDERS = 8, 50, 2
SECONDS = 8.0
PATIENCE = 30.0  # seconds after which a server must have hung up on an unfinished header
LARGEST_HEADER = 2**20  # bytes by which it must have had enough, what lies in buffers included
GROWTH = 80 * 2**20  # bytes that a server may grow by meanwhile
ALIVE = 0.05  # seconds within which /healthz answers nine times of ten
SLOWNESS = 5  # times what it takes in calm weather, where that is more


async def test_bombs_are_heard_by_nobody_else(data: Path, chance: Random) -> None:
    servers = two_servers(data)
    async with storm("header and document bombs", data, servers, chance) as weather:
        bombed = servers[-1]  # the one that the stranger writes through
        before, calm = _memory(bombed), await _health(bombed, 2)
        async with asyncio.TaskGroup() as tasks:
            headers = [tasks.create_task(endless_header(bombed.address)) for _ in range(HEADERS)]
            hung_up = [
                tasks.create_task(unfinished_header(bombed.address, PATIENCE)) for _ in range(UNFINISHED)
            ]
            documents = [tasks.create_task(_documents(weather, bombed)) for _ in range(SENDERS)]
            bombarded = await _health(bombed, SECONDS)
            for task in documents:
                task.cancel()
        assert bombarded < max(ALIVE, SLOWNESS * calm), (bombarded, calm)
        assert _memory(bombed) - before < GROWTH
        assert max(task.result() for task in headers) < LARGEST_HEADER < HEADER_BYTES
        assert all(task.result() for task in hung_up)
        await weather.work_goes_on(10)


async def _documents(weather: Weather, server: Server) -> None:
    """Until cancelled: each refused, or answered in no time."""
    documents = list(bombs().values())
    async with httpx.AsyncClient(timeout=10) as client:
        while True:
            body = {"query": weather.chance.choice(documents)}
            answer = await client.post(
                f"{server.address}/graphql", json=body, headers={"authorization": f"Bearer {AUTHORITY}"}
            )
            assert answer.status_code < 500, answer.text


async def _health(server: Server, seconds: float) -> float:
    """Seconds within which nine of ten looks at /healthz are answered meanwhile."""
    taken, end = [], time.monotonic() + seconds
    async with httpx.AsyncClient(timeout=10) as client:
        while time.monotonic() < end:
            began = time.monotonic()
            assert (await client.get(f"{server.address}/healthz")).status_code == 200
            taken.append(time.monotonic() - began)
            await asyncio.sleep(0.05)
    return sorted(taken)[len(taken) * 9 // 10]


def _memory(server: Server) -> int:
    assert server.process is not None
    return int(psutil.Process(server.process.pid).memory_info().rss)
