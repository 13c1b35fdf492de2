"""One storm: weather, whatever is broken in it, and the reckoning afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from tests.proof.figures import Figures
from tests.proof.official import THOUGHT, Desk, NotAnswered, desk
from tests.proof.reckoning import reckon
from tests.proof.server import Command, Server, run, started
from tests.proof.weather import LONGEST_STALL, SCHOOLS, STRANGE, Weather

DEADLINE = 240  # seconds after which a storm has failed, on a machine several times slower than usual
LAST_LOOK = 2.5  # seconds that the watch goes on, for the end of a storm to be told too
OFFICIALS = 6  # two write to each account
SAYABLE = {"UNAVAILABLE", "NOT_READY", "TIMEOUT"}  # of an outage, and that it can be asked again

FIGURES: list[Figures] = []  # of every storm of this run


@asynccontextmanager
async def storm(
    name: str,
    data: Path,
    servers: Sequence[Server],
    chance: Random,
    beside: Sequence[Command] = (),
    schools: Sequence[str] = SCHOOLS,
    quiet: Sequence[str] = (),
    officials: int = OFFICIALS,
    thought: float = THOUGHT,
    stall: float = LONGEST_STALL,
) -> AsyncIterator[Weather]:
    """Starts the commands, and begins in calm weather. Afterwards nothing is lost and nothing twice, the stranger
    never waited for as long as a stall, and every stall was told.

    quiet: schools to which nobody writes but the storm itself.
    stall: seconds that the stranger may wait where what breaks is everybody's, such as the database itself.
    """
    async with asyncio.timeout(DEADLINE), started(*servers, *beside), desk() as at_desk:
        for school in (*schools, *quiet, STRANGE):
            await _open(at_desk, servers[-1], school)
        weather = Weather(name, at_desk, servers, chance)
        async with _meanwhile(weather):
            weather.more(schools, officials, thought)
            await weather.calm()
            yield weather
            await weather.end()
        reckoning = await reckon(at_desk, servers[-1], weather.truth, chance)
        checked = await run("verify", "--data", str(data))
    figures = weather.figures(len(reckoning.lost), len(reckoning.twice))
    FIGURES.append(figures)
    assert checked.code == 0, checked
    assert (reckoning.lost, reckoning.twice, weather.truth.contradicted) == ([], [], set())
    assert at_desk.told.keys() <= SAYABLE, at_desk.told
    assert figures.longest <= max(stall, weather.limit), figures
    assert figures.told == figures.stalls, figures


@asynccontextmanager
async def _meanwhile(weather: Weather) -> AsyncIterator[None]:
    """The stranger writes, and somebody is on call."""
    tasks = [asyncio.create_task(weather.stranger.write_on()), asyncio.create_task(weather.watch.look_on())]
    try:
        yield
        await asyncio.sleep(LAST_LOOK)
    finally:
        for task in (*tasks, *weather.officials):
            task.cancel()
        await asyncio.wait([*tasks, *weather.officials])


async def _open(desk: Desk, server: Server, school: str) -> None:
    for _ in range(20):
        try:
            await desk.open_school(server, school)
            return
        except NotAnswered:
            await asyncio.sleep(0.2)
    raise AssertionError(f"{school} cannot be opened")
