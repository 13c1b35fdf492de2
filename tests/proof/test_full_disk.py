"""The disk is full for a while: nothing is recorded then, everybody is told so, and it goes on by itself."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.proof.server import two_servers
from tests.proof.storm import storm
from tests.proof.volume import full, volume

pytestmark = pytest.mark.prove

MEGABYTES = 200
TIMES = 2
FULL = (3.0, 5.0)  # seconds
BACK = 25.0  # seconds after which writing works again: PostgreSQL may have to be started anew


async def test_a_full_disk_is_told_of_and_passes(data: Path, chance: Random) -> None:
    with volume(data, MEGABYTES):
        servers = two_servers(data)
        async with storm("a full disk", data, servers, chance, stall=FULL[1] + BACK) as weather:
            for _ in range(TIMES):
                await weather.moment(0.2, 1)
                with full(data):
                    await weather.moment(*FULL)
                await weather.work_goes_on(20, seconds=2 * BACK)
