"""Looks at the ledger every second: for Prometheus, and for whoever asks whether it gets on."""

from __future__ import annotations

import asyncio
import time
from typing import NoReturn

import structlog

from api.metrics import (
    count_appends,
    count_conflict,
    set_append_waiting,
    set_clock_ahead,
    set_projection_lag,
    set_projection_stalled,
)
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.outage import is_outage, note_answer, note_outage
from projections.engine.checkpoints import standings

SECONDS = 1.0

log = structlog.get_logger()


class Observation:
    """One a process. stalled: seconds for which a projection has had events to fold and folded none, by its name."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._appended = self._overtaken = 0
        self._came: dict[str, tuple[int, float]] = {}  # how far each projection had come, and since when
        self.stalled: dict[str, float] = {}

    async def run(self) -> NoReturn:
        """Until cancelled. A database that is away is looked for again."""
        while True:
            self._count()
            try:
                await self._look()
                note_answer()
            except Exception as error:
                if is_outage(error):
                    note_outage(error)
                else:
                    log.exception("observation_failed")
            await asyncio.sleep(SECONDS)

    def _count(self) -> None:
        ledger = self._ledger
        count_appends(ledger.appender.appended - self._appended)
        count_conflict(ledger.turns.overtaken - self._overtaken)
        self._appended, self._overtaken = ledger.appender.appended, ledger.turns.overtaken
        set_append_waiting(ledger.appender.waiting_seconds)

    async def _look(self) -> None:
        head = await self._ledger.position()
        for name, _, position in await standings(self._ledger.pool):
            self._note(name, position, head)
        if await self._ledger.look_at_clock():
            log.warning("clock.jumped", ahead_seconds=self._ledger.clock.ahead.total_seconds())
        set_clock_ahead(self._ledger.clock.ahead.total_seconds())

    def _note(self, name: str, position: int, head: int) -> None:
        now = time.monotonic()
        before, since = self._came.get(name, (-1, now))
        if position != before or position >= head:
            since = now
        self._came[name] = (position, since)
        self.stalled[name] = now - since
        set_projection_lag(name, max(0, head - position))
        set_projection_stalled(name, now - since)
