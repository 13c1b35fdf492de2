"""kill -9 of a rebuild, at any moment, while everybody writes: run again, it comes to its end."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.proof.server import Command, run, two_servers
from tests.proof.storm import storm

pytestmark = pytest.mark.prove

KILLS = 3
MOMENTS = (0.8, 4.0)  # seconds from its start: from before its first table until after its switch


async def test_a_rebuild_that_is_killed_leaves_whole_tables(data: Path, chance: Random) -> None:
    log = data.parent / "log"
    servers = two_servers(data)
    async with storm("a rebuild killed again and again", data, servers, chance) as weather:
        for _ in range(KILLS):
            rebuild = Command(log, "rebuild", "all", "--data", str(data))
            await rebuild.start()
            await weather.moment(*MOMENTS)
            await rebuild.kill()
            await weather.work_goes_on(5)
        finished = await run("rebuild", "all", "--data", str(data))
        assert finished.code == 0, finished.err
        await weather.work_goes_on(10)
