"""Those who wait until a position is readable: one look for all of them whenever a projection came further."""

from __future__ import annotations

import asyncio

from projections.engine.checkpoints import Reach
from projections.engine.lookout import Lookout
from projections.engine.wakeup import Signal

LONGEST = 0.25  # seconds between two looks though nobody calls
PATIENCE = 1.0  # seconds after which a look that hears nothing is given up for another one


class Waiting:
    """One a process. projected: the calls of the projections."""

    def __init__(self, lookout: Lookout, projected: Signal) -> None:
        self._lookout = lookout
        self._projected = projected
        self._waiting: dict[asyncio.Future[int], int] = {}
        self._watch: asyncio.Task[None] | None = None

    async def until(self, position: int, times: int, seconds: float) -> int:
        """The position that was reached, at least that one. Raises TimeoutError, and whatever a look raises.

        times: how often the projections had called when it was not reached yet.
        """
        reached: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[reached] = position
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._go_on(times))
        try:
            async with asyncio.timeout(seconds):
                return await reached
        finally:
            del self._waiting[reached]

    async def _go_on(self, times: int) -> None:
        while self._waiting:
            await self._projected.after(times, LONGEST)
            times = self._projected.times
            try:
                async with asyncio.timeout(PATIENCE):
                    come = await self._lookout.look()
            except TimeoutError:
                continue
            except Exception as failure:  # noqa: BLE001 - whatever it was, nobody may wait for ever
                self._tell(failure)
            else:
                self._let_go(come)

    def _let_go(self, come: Reach) -> None:
        for reached, position in self._waiting.items():
            if position <= come.least and not reached.done():
                reached.set_result(come.least)

    def _tell(self, failure: Exception) -> None:
        for reached in self._waiting:
            if not reached.done():
                reached.set_exception(failure)
