"""What goes on while something is broken: officials at work, a stranger who writes, somebody who is on call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from random import Random

from tests.proof.figures import Figures
from tests.proof.official import THOUGHT, Desk, work
from tests.proof.server import Server
from tests.proof.stranger import Stranger
from tests.proof.truth import Truth
from tests.proof.watch import Watch

WARM_SECONDS = 1.5  # in which everything is asked for the first time
CALM_SECONDS = 3
LONGEST_STALL = 2.0  # seconds that an unrelated write may take, on a machine that is not slower than usual
SLOWNESS = 10  # times the longest write of calm weather: on a slow machine, that is no stall

SCHOOLS = ("3637000001", "3637000002", "3637000003")  # of the officials
STRANGE = "3637000099"


class Weather:
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
        await asyncio.sleep(WARM_SECONDS)
        warm = time.monotonic()
        await asyncio.sleep(CALM_SECONDS)
        self.limit = max(LONGEST_STALL, SLOWNESS * self.stranger.longest(warm).seconds)
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
        return Figures(self.name, known, lost, twice, tuple(seconds), self.limit, len(stalls), len(told))

    async def _work(self, school: str, thought: float) -> None:
        await work(self.desk, self.servers, self.truth, school, self.chance, lambda: self._going, thought)
