"""One storm: a load, a stranger and a watch around whatever is broken meanwhile, and the reckoning after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from tests.proof.figures import Figures
from tests.proof.official import THOUGHT, Desk, NotAnswered, desk, work
from tests.proof.reckoning import reckon
from tests.proof.server import Command, Server, run, started
from tests.proof.stranger import Stranger
from tests.proof.truth import Truth
from tests.proof.watch import Watch

DEADLINE = 240  # seconds after which a storm has failed, on a machine several times slower than usual
CALM_SECONDS = 3
LONGEST_STALL = 2.0  # seconds that an unrelated write may take, on a machine that is not slower than usual
SLOWNESS = 10  # times the longest write of calm weather: on a slow machine, that is no stall
LAST_LOOK = 2.5  # seconds that the watch goes on, for the end of a storm to be told too

SAYABLE = {"UNAVAILABLE", "NOT_READY", "TIMEOUT"}  # of an outage, and that it can be asked again
SCHOOLS = ("3637000001", "3637000002", "3637000003")  # of the load
STRANGE = "3637000099"
OFFICIALS = 6  # two write to each account

FIGURES: list[Figures] = []  # of every storm of this run


class Storm:
    """What is under way. limit: seconds from which a wait of the stranger counts as a stall.

    servers: all of them are written through by the officials, the last one by the stranger, for nobody breaks it.
    """

    def __init__(self, name: str, desk: Desk, servers: Sequence[Server], chance: Random) -> None:
        self.name = name
        self.desk = desk
        self.servers = servers
        self.truth = Truth()
        self.stranger = Stranger(desk, servers[-1], self.truth, STRANGE, chance)
        self.watch = Watch(desk.client, servers)
        self.chance = chance
        self.limit = LONGEST_STALL
        self._began = time.monotonic()
        self._going = True
        self.officials: list[asyncio.Task[None]] = []

    def more(self, schools: Sequence[str], officials: int, thought: float = THOUGHT) -> None:
        """Further officials begin to work, until the end."""
        for number in range(officials):
            school = schools[number % len(schools)]
            self.officials.append(asyncio.create_task(self._work(school, thought)))

    async def calm(self) -> None:
        """Nothing is broken yet: how fast is this machine?"""
        await asyncio.sleep(CALM_SECONDS)
        self.limit = max(LONGEST_STALL, SLOWNESS * self.stranger.longest().seconds)
        self._began = time.monotonic()

    async def moment(self, least: float, most: float) -> None:
        """Some seconds that nobody foresees."""
        await asyncio.sleep(self.chance.uniform(least, most))

    async def work_goes_on(self, entries: int, seconds: float = 30) -> None:
        """Until so many more are answered. Raises TimeoutError."""
        wanted = len(self.truth.acknowledged) + entries
        async with asyncio.timeout(seconds):
            while len(self.truth.acknowledged) < wanted:
                await self._no_surprise(0.05)

    async def _no_surprise(self, seconds: float) -> None:
        """That time; raises what an official stumbled over."""
        done, _ = await asyncio.wait(self.officials, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for official in done:
            official.result()

    async def end(self) -> None:
        """Everybody finishes what is under way."""
        self._going = False
        await asyncio.gather(*self.officials)

    def figures(self, lost: int, twice: int) -> Figures:
        waits = [wait for wait in self.stranger.waits if wait.since >= self._began]
        stalls = [wait for wait in waits if wait.seconds > self.limit]
        told = [wait for wait in stalls if self.watch.told(wait)]
        seconds = sorted(wait.seconds for wait in waits)
        known = len(self.truth.acknowledged)
        return Figures(self.name, known, lost, twice, tuple(seconds), len(stalls), len(told))

    async def _work(self, school: str, thought: float) -> None:
        await work(self.desk, self.servers, self.truth, school, self.chance, lambda: self._going, thought)


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
) -> AsyncIterator[Storm]:
    """Starts the commands, and begins in calm weather. Afterwards nothing is lost and nothing twice, the stranger
    never waited for as long as a stall, and every stall was told.

    quiet: schools to which nobody writes but the storm itself.
    stall: seconds that the stranger may wait where what breaks is everybody's, such as the database itself.
    """
    async with asyncio.timeout(DEADLINE), started(*servers, *beside), desk() as at_desk:
        for school in (*schools, *quiet, STRANGE):
            await _open(at_desk, servers[-1], school)
        weather = Storm(name, at_desk, servers, chance)
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
async def _meanwhile(weather: Storm) -> AsyncIterator[None]:
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
