"""An older dump is put back under running servers: they write no more, and a rebuild brings everything together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

import httpx
import pytest

from api import database
from api.settings import Settings
from tests.proof.figures import Figures
from tests.proof.official import Desk, NotAnswered, desk
from tests.proof.reckoning import reckon
from tests.proof.server import Server, run, started, two_servers
from tests.proof.storm import DEADLINE, FIGURES
from tests.proof.truth import Entry, Truth
from tests.proof.weather import LONGEST_STALL, SCHOOLS
from tests.support.backup import dumped, put_back

pytestmark = pytest.mark.prove

BEFORE, AFTER = 30, 20  # entries that the dump holds, and that came later


async def test_an_older_dump_put_back_is_noticed_by_everybody(data: Path, chance: Random) -> None:
    old, again = two_servers(data)
    truth = Truth()
    async with (
        asyncio.timeout(DEADLINE),
        database.running(Settings(data=data)) as dsn,
        desk() as at_desk,
    ):
        async with started(old):
            await at_desk.open_school(old, SCHOOLS[0])
            await _record(at_desk, old, truth, (truth.begin(SCHOOLS[0]) for _ in range(BEFORE)))
            dump = await dumped(dsn, data.parent)
            gone = [truth.begin(SCHOOLS[0]) for _ in range(AFTER)]
            await _record(at_desk, old, truth, gone)
            await put_back(dsn, dump)
            for entry in gone:  # acknowledged by a log that is no more
                entry.position = None
            waits = await _refused(at_desk, old, gone)
            await _says_why(old)
            refused = await _refuses_to_start(data)
            assert "aid-ledger rebuild all" in refused
        rebuilt = await run("rebuild", "all", "--data", str(data))
        assert rebuilt.code == 0, rebuilt.err
        async with started(again):
            await _record(at_desk, again, truth, gone)
            reckoning = await reckon(at_desk, again, truth, chance)
            checked = await run("verify", "--data", str(data))
    FIGURES.append(
        Figures(
            "an older dump put back",
            BEFORE + AFTER,
            len(reckoning.lost),
            len(reckoning.twice),
            tuple(sorted(waits)),
            LONGEST_STALL,
        )
    )
    assert checked.code == 0, checked
    assert (reckoning.lost, reckoning.twice, truth.contradicted) == ([], [], set())
    assert max(waits) < LONGEST_STALL


async def _record(at_desk: Desk, server: Server, truth: Truth, entries: Iterable[Entry]) -> None:
    for entry in entries:
        truth.acknowledge(entry, await at_desk.record(server, entry))


async def _refused(at_desk: Desk, server: Server, entries: Iterable[Entry]) -> list[float]:
    """Seconds until each was refused: none of them was written at a position that was given before."""
    waits = []
    for entry in entries:
        began = time.monotonic()
        with pytest.raises(NotAnswered, match="UNAVAILABLE"):
            await at_desk.record(server, entry)
        waits.append(time.monotonic() - began)
    return waits


async def _says_why(server: Server) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{server.address}/readyz")
    assert answer.status_code == 503
    assert "replaced" in answer.text


async def _refuses_to_start(data: Path) -> str:
    """What another server says that is started on tables of a log that is no more."""
    ended = await run("serve", "--port", "0", "--data", str(data))
    assert ended.code not in (0, None)
    return ended.err
