"""How far the projections have come, as a process knows it: looked at once for all who ask, and only when it may be
that they came further.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, TypeVar, cast

from domain.ledger.postgres.grouped_reads import GroupedReads
from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import ForeignTables, Reach, foreign, reach
from projections.engine.kept import Kept
from projections.engine.wakeup import Wakeup

FRESH = 0.25  # seconds that a look is good for while nobody calls: a call may be lost on its way

K = TypeVar("K", bound=Kept)


class _Seen(NamedTuple):
    """What a look saw. times, since: how often it had been called for, and when it was, before."""

    position: int
    times: int
    since: float


NOTHING = _Seen(-1, -1, 0.0)


class Lookout:
    """One a process."""

    def __init__(self, ledger: Ledger, wakeup: Wakeup) -> None:
        self._ledger = ledger
        self._wakeup = wakeup
        self._looks = GroupedReads[None, Reach](self._look)
        self._kept: dict[type[Kept], Kept] = {}
        self._seen = NOTHING
        self._begun = 0  # looks
        self._counts_after = 0  # of them; what an earlier one saw, and comes late, is over
        self._kept_as_of = 0

    @property
    def known(self) -> int:
        """The position up to which everything is readable; -1 when that has to be looked at."""
        seen = self._seen
        is_current = (
            seen.times == self._wakeup.projected.times
            and asyncio.get_running_loop().time() - seen.since <= FRESH
            and self._wakeup.is_listening
        )
        return seen.position if is_current else -1

    def kept(self, kind: type[K]) -> K:
        """A table that every look brings up to date, from the next one on."""
        if kind not in self._kept:
            self._kept[kind] = kind()
            self._forget(self._begun)
        return cast("K", self._kept[kind])

    async def look(self) -> Reach:
        """How far everything has come, no earlier than now. Raises ForeignTables, LogReplaced."""
        come = await self._looks.ask(None)
        if come.is_foreign:
            raise ForeignTables(await foreign(self._ledger))
        return come

    async def _look(self, asked: Sequence[None]) -> Sequence[Reach]:
        self._begun += 1
        number, kept = self._begun, tuple(self._kept.values())
        times, since = self._wakeup.projected.times, asyncio.get_running_loop().time()
        try:
            come, rows = await reach(self._ledger, kept)
        except Exception:
            self._forget(number)
            raise
        if come.is_foreign:
            self._forget(number)
            return [come] * len(asked)
        for table, answer in zip(kept, rows, strict=True):
            table.take(*answer, is_newest=number > self._kept_as_of)
        self._kept_as_of = max(number, self._kept_as_of)
        if number > self._counts_after:
            self._counts_after, self._seen = number, _Seen(come.least, times, since)
        elif self._seen.position >= 0:
            # It began earlier and saw more: what somebody read at is not taken back.
            self._seen = self._seen._replace(position=max(come.least, self._seen.position))
        return [come] * len(asked)

    def _forget(self, number: int) -> None:
        """That look, and those before it, say nothing of the next moment."""
        if number >= self._counts_after:
            self._counts_after, self._seen = number, NOTHING
