"""Processes that neither work nor end: a server, a projector, one of PostgreSQL's own."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.proof.faults import any_backend
from tests.proof.server import Command, two_servers
from tests.proof.storm import storm

pytestmark = pytest.mark.prove

TIMES = 3
FROZEN = (1.3, 1.7)  # times as long as a wait must not be
HELD = (2.5, 4.0)  # seconds that a backend is frozen
THAWED = 15.0  # seconds within which everybody has got over a frozen backend
CROWD = 12  # officials who never pause: whenever a server is frozen, it is in the midst of something


async def test_a_frozen_server_or_projector_stops_nobody_else(data: Path, chance: Random) -> None:
    log = data.parent / "log"
    servers = frozen, _ = two_servers(data)
    projector = Command(log, "project", "--data", str(data))
    async with storm(
        "a frozen server, a frozen projector",
        data,
        servers,
        chance,
        beside=[projector],
        officials=CROWD,
        thought=0,
    ) as weather:
        for _ in range(TIMES):
            for victim in (frozen, projector):
                await weather.moment(0.2, 1)
                victim.freeze()
                await weather.moment(*(share * weather.limit for share in FROZEN))
                victim.thaw()
            await weather.work_goes_on(10)


async def test_a_frozen_backend_is_told_of_and_survived(data: Path, chance: Random) -> None:
    """It may hold a lock that only it can give back: then everybody waits, and is told so."""
    servers = two_servers(data)
    async with storm("a frozen backend of PostgreSQL", data, servers, chance, stall=THAWED) as weather:
        for _ in range(TIMES):
            await weather.moment(0.2, 1)
            victim = any_backend(data / "postgres", chance)
            victim.suspend()
            await weather.moment(*HELD)
            victim.resume()
            await weather.work_goes_on(5)
