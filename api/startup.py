"""Opening the ledger that the settings name, ready to be written, followed and read."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.database import running
from api.settings import Settings
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.projection import Projection


class WrongSecret(Exception):
    """The ledger was written under another AID_LEDGER_SECRET."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger, its projections, and the DSN for connections of one's own."""

    dsn: str
    ledger: Ledger
    projections: tuple[Projection, ...]


@asynccontextmanager
async def opened(settings: Settings, statement_seconds: float | None = None) -> AsyncIterator[Opened]:
    """Database up, migrations applied, tables of the projections there. Raises WrongSecret."""
    _collect_rarely()
    async with (
        running(settings) as dsn,
        migrated(dsn, settings, statement_seconds or settings.statement_timeout_seconds) as ledger,
    ):
        projections = all_projections(ledger.policy)
        async with ledger.pool.acquire() as connection:
            await prepare(connection, projections)
        yield Opened(dsn, ledger, projections)


@asynccontextmanager
async def migrated(dsn: str, settings: Settings, statement_seconds: float) -> AsyncIterator[Ledger]:
    """The ledger alone, its migrations applied."""
    await migrate(dsn, settings.code)
    async with open_ledger(
        dsn,
        settings.code,
        settings.master_secret,
        EVENTS,
        pool_size=settings.pool_size,
        statement_timeout=statement_seconds,
    ) as ledger:
        if not await ledger.opens_keys():
            raise WrongSecret
        yield ledger


def _collect_rarely() -> None:
    # A page of events is many thousand objects without a cycle among them. Python's default would walk all that
    # lives again for every few hundred: a third of the time of a fold.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
