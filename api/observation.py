"""Looks at the ledger from time to time, so that Prometheus can."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import NoReturn

import asyncpg

from api.metrics import count_appends, count_conflict, set_projection_lag
from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import standings

SECONDS = 1.0


async def observe(ledger: Ledger) -> NoReturn:
    """Until cancelled. A database that is away is looked for again."""
    appended = conflicts = 0
    while True:
        count_appends(ledger.appender.appended - appended)
        appended = ledger.appender.appended
        for _ in range(ledger.overtaken - conflicts):
            count_conflict()
        conflicts = ledger.overtaken
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await _observe_lag(ledger)
        await asyncio.sleep(SECONDS)


async def _observe_lag(ledger: Ledger) -> None:
    head = await ledger.position()
    for name, _, position in await standings(ledger.pool):
        set_projection_lag(name, max(0, head - position))
