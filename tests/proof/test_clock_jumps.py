"""The clock of the database was a day ahead for a moment: what was recorded is still found by its instant."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import asyncpg
import pytest

from api import database
from api.settings import Settings
from domain.ledger.postgres.schemas import Schemas
from tests.proof.official import TERM, yuan
from tests.proof.reckoning import AUDITOR
from tests.proof.server import two_servers
from tests.proof.storm import storm
from tests.proof.weather import Weather
from tests.support.people import PROVINCE

pytestmark = pytest.mark.prove

JUMP = timedelta(days=1)
JUMPS = 2
PAUSE = 0.3  # seconds around an instant in which nobody writes to the account that is asked about
QUIET = "3637000050"
THEN = """query ($schoolCode: String!, $scheme: Scheme!, $term: Term!, $instant: DateTime!) {
  fundAccount(schoolCode: $schoolCode, scheme: $scheme, term: $term, asOf: {recordedAt: $instant}) { allocated } }"""


class Known(NamedTuple):
    """What was on an account at an instant."""

    instant: datetime
    fen: int


async def test_a_clock_that_jumped_hides_nothing_of_the_past(data: Path, chance: Random) -> None:
    servers = two_servers(data)
    known: list[Known] = []
    async with (
        database.running(Settings(data=data)) as dsn,
        storm("a clock that was a day ahead", data, servers, chance, quiet=[QUIET]) as weather,
    ):
        for _ in range(JUMPS):
            known.append(await _something_known(weather))
            await _jump(dsn)
            known.append(await _something_known(weather))
            await weather.work_goes_on(10)
        for instant, fen in known:
            asked = {"schoolCode": QUIET, **TERM, "instant": instant.isoformat()}
            account = (await weather.desk.ask(servers[-1], AUDITOR, THEN, **asked))["fundAccount"]
            assert account["allocated"] == yuan(fen), instant


async def _something_known(weather: Weather) -> Known:
    """A further sum, and an instant soon after it."""
    entry = weather.truth.begin(QUIET)
    weather.truth.acknowledge(entry, await weather.desk.record(weather.servers[-1], entry))
    await asyncio.sleep(PAUSE)
    instant = datetime.now(UTC)
    await asyncio.sleep(PAUSE)
    return Known(instant, weather.truth.sums()[QUIET])


async def _jump(dsn: str) -> None:
    """As an append leaves the head of the log that took its instant while the clock was ahead."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": Schemas(PROVINCE).ledger})
    try:
        await connection.execute("UPDATE head SET recorded_at = recorded_at + $1::interval", JUMP)
    finally:
        await connection.close()
