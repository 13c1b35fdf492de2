"""Everybody writes to one account through two servers; a school beside it notices nothing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from random import Random

import pytest

from tests.proof.official import TERM, NotAnswered
from tests.proof.reckoning import AUDITOR, SUM
from tests.proof.server import Server, two_servers
from tests.proof.storm import storm
from tests.proof.weather import SCHOOLS, STRANGE, Weather

pytestmark = pytest.mark.prove

FEW, MANY = 8, 64  # officials at one account
SECONDS = 8.0
# The clients, two servers, PostgreSQL and who measures share two cores here: what the stranger waits for beyond two
# seconds is the processor, which nothing tells of.
CROWDED = 6.0  # seconds
KEPT = 0.5  # of the pace of few, at least, is the pace of many


async def test_a_hot_account_is_slow_for_nobody_else(data: Path, chance: Random) -> None:
    servers = two_servers(data)
    hot = SCHOOLS[:1]
    async with storm(
        "64 clients at one account", data, servers, chance, schools=hot, officials=FEW, thought=0
    ) as weather:
        weather.limit = max(weather.limit, CROWDED)
        few = await _pace(weather, SECONDS)
        weather.more(hot, MANY - FEW, thought=0)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(_reads(weather, servers[-1]))
            many = await _pace(weather, SECONDS)
            reading.cancel()
        assert many >= KEPT * few, (few, many)


async def _pace(weather: Weather, seconds: float) -> float:
    """Entries acknowledged in a second."""
    before = len(weather.truth.acknowledged)
    await asyncio.sleep(seconds)
    return (len(weather.truth.acknowledged) - before) / seconds


async def _reads(weather: Weather, server: Server) -> None:
    """The stranger's account is read all the time; no read takes as long as a stall."""
    while True:
        began = time.monotonic()
        try:
            await weather.desk.ask(server, AUDITOR, SUM, schoolCode=STRANGE, **TERM)
        except NotAnswered as not_read:
            raise AssertionError("a read was not answered") from not_read
        assert time.monotonic() - began < weather.limit
        await asyncio.sleep(0.1)
