"""Reading at one position: every question of an operation sees the same moment of the ledger."""

from __future__ import annotations

import asyncio
from datetime import datetime

from domain.ledger.postgres.ledger import Ledger
from projections.engine.lookout import Lookout
from projections.engine.waiting import Waiting
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
        self.lookout = Lookout(ledger, wakeup)
        self._waiting = Waiting(self.lookout, wakeup.projected)
        self.digesting = asyncio.Lock()  # held by whoever reads whole tables
        self.digests: dict[str, Digest] = {}  # by projection, the newest

    async def position(self, at_least: int = 0) -> int:
        """The position up to which everything is readable, waiting for ``at_least``.

        Raises NotReached, PastHead, ForeignTables, LogReplaced.
        """
        if (known := self.lookout.known) >= at_least:
            return known
        times = self.wakeup.projected.times
        come = await self.lookout.look()
        if at_least > come.head:
            raise PastHead(at_least, come.head)
        if at_least <= come.least:
            return come.least
        try:
            return await self._waiting.until(at_least, times, self.wait_seconds)
        except TimeoutError:
            last = (await self.lookout.look()).least
            if last < at_least:
                raise NotReached(at_least, last) from None
            return last

    async def position_at(self, instant: datetime) -> int:
        """The newest position recorded at or before an instant."""
        return await self.ledger.position_at(instant)
