"""kill -9 of PostgreSQL: of the process that works for somebody, and of the first one. The servers bring it back."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.proof.faults import any_backend, kill_postmaster
from tests.proof.server import two_servers
from tests.proof.storm import storm

pytestmark = pytest.mark.prove

BACK = 20.0  # seconds until PostgreSQL, after a crash, is found to be gone, recovered and in use again


async def test_killed_postgres_comes_back_with_all_that_was_acknowledged(data: Path, chance: Random) -> None:
    folder = data / "postgres"
    servers = two_servers(data)
    async with storm("kill -9 of PostgreSQL", data, servers, chance, stall=BACK) as weather:
        for kill in (lambda: any_backend(folder, chance).kill(), lambda: kill_postmaster(folder)):
            await weather.moment(0.5, 2)
            kill()
            await weather.work_goes_on(10, seconds=2 * BACK)
