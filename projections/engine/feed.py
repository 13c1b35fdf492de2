"""Pages of the log for those who follow it, decoded once however many follow."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.ledger import YIELD_EVERY, Ledger
from projections.engine.folding import folding
from projections.engine.projection import Recorded

PAGE = 1_000  # little enough that what locks a checkpoint never seems to have fallen silent
PAGE_BYTES = (
    8_000_000  # of stored events, whose objects take several times as much: a run may hold all of a school
)
REMEMBERED = 4  # pages


class _Page(NamedTuple):
    """whole: nothing will come to it any more."""

    events: list[Recorded]
    whole: bool


class Feed:
    """One a process. remembered: pages that are kept. slice: events decoded before other work gets its turn."""

    def __init__(
        self, ledger: Ledger, page: int = PAGE, remembered: int = REMEMBERED, slice: int = YIELD_EVERY
    ) -> None:
        self.ledger = ledger
        self.size = page
        self.remembered = remembered
        self.slice = slice
        self._pages: dict[int, _Page] = {}
        self._turn = asyncio.Lock()

    async def page(self, after: int, seconds: float | None = None) -> list[Recorded]:
        """Events after a position, oldest first; none at the end of the log.

        seconds: that reading them may take (see ``Connections``).
        """
        async with self._turn:
            known = self._pages.get(after)
            if known is None or not known.whole:
                known = await self._read(after, seconds)
                self._remember(after, known)
            return known.events

    async def _read(self, after: int, seconds: float | None) -> _Page:
        async with folding(self.ledger.following, seconds) as connection:
            rows = await self.ledger.page(after, self.size, connection, PAGE_BYTES)
        whole = len(rows) == self.size or sum(len(row["state"]) for row in rows) >= PAGE_BYTES
        events: list[Recorded] = []
        for count, row in enumerate(rows):
            events.append(Recorded(self.ledger.codec.decode(row), row[5]))
            if count % self.slice == 0:
                await asyncio.sleep(0)
        return _Page(events, whole)

    def _remember(self, after: int, page: _Page) -> None:
        self._pages[after] = page
        while len(self._pages) > self.remembered:
            self._pages.pop(next(iter(self._pages)))


async def page_after(feed: Feed, position: int, head: int) -> list[Recorded]:
    """The next page of a log that has events up to ``head``. Raises Hindered when it has not."""
    page = await feed.page(position)
    if not page:
        raise Hindered("The log ends at {end}, its head says {head}.", end=position, head=head)
    return page
