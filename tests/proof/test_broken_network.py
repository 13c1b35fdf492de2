"""The wire between a server and PostgreSQL: cut or silent at any byte, at any step of an append, and slow."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import httpx
import pytest

from api import database
from api.settings import Settings
from tests.proof.proxy import AfterBytes, AtStatement, How, Where, proxy
from tests.proof.server import Server
from tests.proof.storm import storm

pytestmark = pytest.mark.prove

WHERE: tuple[Where, ...] = ("before", "amid", "after")
HOW: tuple[How, ...] = ("cut", "silent")
BYTES = 30_000  # at most, from one break to the next
SLOW = 0.2  # seconds that each piece takes
BACK_SECONDS = 60.0  # after which a server must have got over everything


def appends(statement: str) -> bool:
    return "append_proposals" in statement


def commits(statement: str) -> bool:
    return statement.startswith("COMMIT")


async def test_a_broken_wire_loses_nothing_and_stops_nobody_else(data: Path, chance: Random) -> None:
    log = data.parent / "log"
    async with database.running(Settings(data=data)) as dsn, proxy(dsn) as wire:
        far = Server(log, DATABASE_URL=f"postgresql://postgres@127.0.0.1:{wire.port}/{database.NAME}")
        healthy = Server(log, "--data", str(data))
        async with storm("a cut, silent or slow network", data, [far, healthy], chance) as weather:
            for fault in _faults(chance):
                await wire.break_next(fault)
                await weather.work_goes_on(3)
            wire.delay = SLOW
            await weather.work_goes_on(20)
            wire.delay = 0.0
            wire.tear_silent()
            await _is_ready(far)


def _faults(chance: Random) -> list[AtStatement | AfterBytes]:
    """One of each kind at each step of an append, and some anywhere; in any order."""
    faults: list[AtStatement | AfterBytes] = [
        *(AtStatement(appends, where, how) for where in WHERE for how in HOW),
        *(AtStatement(commits, "after", how) for how in HOW),
        *(AfterBytes(chance.randrange(BYTES), how) for _ in range(2) for how in HOW),
    ]
    chance.shuffle(faults)
    return faults


async def _is_ready(server: Server) -> None:
    """It has got over everything, by itself."""
    async with httpx.AsyncClient() as client, asyncio.timeout(BACK_SECONDS):
        answer = await client.get(f"{server.address}/readyz")
        while answer.status_code != 200:
            await asyncio.sleep(0.2)
            answer = await client.get(f"{server.address}/readyz")
