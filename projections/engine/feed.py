"""Pages of the log for those who follow it, decoded once however many follow."""

from __future__ import annotations

import asyncio

from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.ledger import YIELD_EVERY, Ledger
from projections.engine.folding import folding
from projections.engine.projection import Recorded

PAGE = 1_000  # little enough that what locks a checkpoint never seems to have fallen silent
REMEMBERED = 4  # pages


class Feed:
    """One a process. remembered: pages that are kept. slice: events decoded before other work gets its turn."""

    def __init__(
        self, ledger: Ledger, page: int = PAGE, remembered: int = REMEMBERED, slice: int = YIELD_EVERY
    ) -> None:
        self.ledger = ledger
        self.size = page
        self.remembered = remembered
        self.slice = slice
        self._pages: dict[int, list[Recorded]] = {}
        self._turn = asyncio.Lock()

    async def page(self, after: int, seconds: float | None = None) -> list[Recorded]:
        """Events after a position, oldest first; fewer than a page at the end of the log.

        seconds: that reading them may take (see ``Connections``).
        """
        async with self._turn:
            known = self._pages.get(after)
            if known is None or len(known) < self.size:
                known = await self._read(after, seconds)
                self._remember(after, known)
            return known

    async def _read(self, after: int, seconds: float | None) -> list[Recorded]:
        async with folding(self.ledger.following, seconds) as connection:
            rows = await self.ledger.page(after, self.size, connection)
        page: list[Recorded] = []
        for count, row in enumerate(rows):
            page.append(Recorded(self.ledger.codec.decode(row), row[5]))
            if count % self.slice == 0:
                await asyncio.sleep(0)
        return page

    def _remember(self, after: int, page: list[Recorded]) -> None:
        self._pages[after] = page
        while len(self._pages) > self.remembered:
            self._pages.pop(next(iter(self._pages)))


async def page_after(feed: Feed, position: int, head: int) -> list[Recorded]:
    """The next page of a log that has events up to ``head``. Raises Hindered when it has not."""
    page = await feed.page(position)
    if not page:
        raise Hindered("The log ends at {end}, its head says {head}.", end=position, head=head)
    return page
