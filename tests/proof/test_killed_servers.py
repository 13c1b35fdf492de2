"""kill -9 of a server and of a projector, again and again, while others write through them and their neighbour."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.proof.server import Command, two_servers
from tests.proof.storm import storm

pytestmark = pytest.mark.prove

KILLS = 3


async def test_killed_servers_and_projectors_forget_nothing(data: Path, chance: Random) -> None:
    log = data.parent / "log"
    servers = mortal, _ = two_servers(data)
    projector = Command(log, "project", "--data", str(data))
    async with storm(
        "kill -9 of a server, of a projector", data, servers, chance, beside=[projector]
    ) as weather:
        for turn in range(KILLS):
            victim = projector if turn == 1 else mortal
            await weather.moment(0.2, 2)
            await victim.kill()
            await weather.moment(0, 0.5)
            await victim.start()
            await weather.work_goes_on(10)
