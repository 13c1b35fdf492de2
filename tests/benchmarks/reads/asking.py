"""Asking a server over sixteen connections, and what that costs it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter, process_time

from tests.benchmarks.http import connected
from tests.benchmarks.serving import Running

CONNECTIONS = 16


@dataclass
class Contestant:
    """A server with all that it can be asked, over and over. seconds, cpu: of a request, round by round; cpu is the
    server's own. busy: the share of a core that asking it took.
    """

    server: Running
    bodies: Sequence[bytes]
    path: str = "/graphql"
    token: str = ""
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = cycle(self.bodies)

    async def ask(self, seconds: float) -> None:
        """One round of about so many seconds, which goes on with the questions where the last one ended."""
        gc.collect()
        began, spent, mine = perf_counter(), self._spent(), process_time()
        answered = await self._answered_until(began + seconds)
        taken = perf_counter() - began
        self.seconds.append(taken / answered)
        self.cpu.append((self._spent() - spent) / answered)
        self.busy.append((process_time() - mine) / taken)

    def forget_the_first(self) -> None:
        """The round that filled caches does not count."""
        for costs in (self.seconds, self.cpu, self.busy):
            del costs[0]

    async def answer(self, place: int) -> bytes:
        async with connected(self.server.address, self.token, self.path) as connection:
            return await connection.post(self.bodies[place])

    def _spent(self) -> float:
        times = self.server.process.cpu_times()
        return float(times.user + times.system)

    async def _answered_until(self, end: float) -> int:
        async def ask() -> int:
            answered = 0
            async with connected(self.server.address, self.token, self.path) as connection:
                while perf_counter() < end or not answered:
                    answer = await connection.post(next(self._next))
                    assert b'"errors"' not in answer, answer
                    answered += 1
            return answered

        return sum(await asyncio.gather(*(ask() for _ in range(CONNECTIONS))))
