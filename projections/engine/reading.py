"""Reading at one position: every question of an operation sees the same moment of the ledger."""

from __future__ import annotations

import asyncio
from datetime import datetime

from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import ForeignTables, foreign, reach
from projections.engine.wakeup import Wakeup


class NotReached(Exception):
    """The projections did not come to the position within the time allowed."""

    def __init__(self, wanted: int, reached: int) -> None:
        super().__init__(f"position {wanted} is not readable yet; {reached} is")
        self.wanted = wanted
        self.reached = reached


class PastHead(Exception):
    """The log has no such position: whoever names it has it from another log, or from before a restore."""

    def __init__(self, wanted: int, head: int) -> None:
        super().__init__(f"position {wanted} lies past the newest, {head}")
        self.wanted = wanted
        self.head = head


Digest = tuple[int, int, str]  # version, position, and what the tables hold there


class Reader:
    """One a process. ``pool`` reads the projections' tables; its rooms hold the queries."""

    def __init__(self, ledger: Ledger, wakeup: Wakeup, wait_seconds: float = 5.0) -> None:
        self.ledger = ledger
        self.pool = ledger.pool
        self.wakeup = wakeup
        self.wait_seconds = wait_seconds
        self.digesting = asyncio.Lock()  # held by whoever reads whole tables
        self.digests: dict[str, Digest] = {}  # by projection, the newest

    async def position(self, at_least: int = 0) -> int:
        """The position up to which everything is readable, waiting for ``at_least``.

        Raises NotReached, PastHead, ForeignTables, LogReplaced.
        """
        deadline = asyncio.get_running_loop().time() + self.wait_seconds
        while True:
            times = self.wakeup.projected.times
            here = await self._readable(at_least)
            left = deadline - asyncio.get_running_loop().time()
            if here >= at_least:
                return here
            if left <= 0:
                raise NotReached(at_least, here)
            await self.wakeup.projected.after(times, min(left, 0.25))

    async def _readable(self, at_least: int) -> int:
        come = await reach(self.ledger)
        if come.greatest > come.head or not come.shared:
            raise ForeignTables(await foreign(self.ledger))
        if at_least > come.head:
            raise PastHead(at_least, come.head)
        return come.least

    async def position_at(self, instant: datetime) -> int:
        """The newest position recorded at or before an instant."""
        return await self.ledger.position_at(instant)
