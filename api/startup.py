"""Opening the ledger that the settings name, ready to be written, followed and read."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import structlog

from api.database import as_application, is_there, running
from api.kept_secret import SecretUnusable, path_in
from api.language import Listed
from api.settings import SHORTEST, Settings
from domain.catalogue import EVENTS
from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.epochs import recognise, refuse_unrecognised
from domain.ledger.postgres.found import holds_ledger, holds_persons
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate, refuse_other_form
from projections.all import all_projections
from projections.engine.checkpoints import foreign, prepare
from projections.engine.projection import Projection

LOST = (
    "The secret of this ledger is not in {path}. Restore the file from the backup, or set AID_LEDGER_SECRET as it was"
    " when the ledger was written; a new secret could not read the names in it."
)
TOO_SHORT = (
    "AID_LEDGER_SECRET has fewer than {shortest} characters, too few to be safe for a new ledger. Set a longer one, or"
    " none: then one is made and kept."
)

FOREIGN = (
    "The tables of {names} hold what the log does not: it was restored, or they were."
    " Run first: aid-ledger rebuild all"
)
PREPARE_SECONDS = 30.0  # for the tables of the projections

log = structlog.get_logger()

Database = Callable[[Settings], AbstractAsyncContextManager[str]]


class WrongSecret(Exception):
    """The ledger was written under another AID_LEDGER_SECRET."""


class NoLedger(Exception):
    """There is no ledger where one was to be read."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger, its projections, and the DSN for connections of one's own."""

    dsn: str
    ledger: Ledger
    projections: tuple[Projection, ...]


@asynccontextmanager
async def opened(
    settings: Settings,
    statement_seconds: float | None = None,
    database: Database = running,
    whatever_tables: bool = False,
) -> AsyncIterator[Opened]:
    """Database up, migrations applied, tables of the projections there. Raises as ``migrated`` does.

    database: ``existing`` for who has no business to begin a ledger. whatever_tables: also such as hold what the log
    does not, for who mends them.
    """
    _collect_rarely()
    async with (
        database(settings) as dsn,
        migrated(dsn, settings, statement_seconds or settings.statement_timeout_seconds) as ledger,
    ):
        projections = all_projections(ledger.policy)
        async with ledger.pool.acquire(PREPARE_SECONDS) as connection:
            await prepare(connection, projections)
        if not whatever_tables and (names := await foreign(ledger)):
            raise Hindered(FOREIGN, names=Listed(names))
        yield Opened(as_application(dsn, settings), ledger, projections)


@asynccontextmanager
async def migrated(dsn: str, settings: Settings, statement_seconds: float) -> AsyncIterator[Ledger]:
    """The ledger alone, its migrations applied, in an epoch of its own if it was restored.

    Raises WrongSecret, SecretUnusable, MadeByNewerVersion, Hindered.
    """
    await migrate(dsn, settings.code, with_login=settings.database_url is None)
    if epoch := await recognise(dsn, settings.code):
        log.warning("epoch.began", number=epoch.number, after_position=epoch.position, tables_kept=epoch.kept)
    async with _under_its_secret(dsn, settings, statement_seconds) as ledger:
        yield ledger


@asynccontextmanager
async def looked_into(settings: Settings, statement_seconds: float) -> AsyncIterator[Opened]:
    """A ledger that is there, as it is: nothing is made in it. Raises NoLedger, and as ``migrated`` does."""
    async with existing(settings) as dsn:
        await refuse_other_form(dsn, settings.code, with_login=settings.database_url is None)
        await refuse_unrecognised(dsn, settings.code)
        async with _under_its_secret(dsn, settings, statement_seconds) as ledger:
            yield Opened(as_application(dsn, settings), ledger, all_projections(ledger.policy))


@asynccontextmanager
async def _under_its_secret(dsn: str, settings: Settings, statement_seconds: float) -> AsyncIterator[Ledger]:
    if not settings.has_secret and await holds_persons(dsn, settings.code):
        raise SecretUnusable(LOST, path=path_in(settings.data))
    async with open_ledger(
        as_application(dsn, settings),
        settings.code,
        settings.master_secret,
        EVENTS,
        pool_size=settings.pool_size,
        statement_timeout=statement_seconds,
    ) as ledger:
        if not await ledger.opens_keys():
            raise WrongSecret
        if settings.has_short_secret and not await ledger.position():
            raise SecretUnusable(TOO_SHORT, shortest=SHORTEST)
        yield ledger


@asynccontextmanager
async def existing(settings: Settings) -> AsyncIterator[str]:
    """As ``running``, where a ledger was begun before. Raises NoLedger, and has made nothing."""
    if not is_there(settings):
        raise NoLedger
    async with running(settings) as dsn:
        if not await holds_ledger(dsn, settings.code):
            raise NoLedger
        yield dsn


def _collect_rarely() -> None:
    # A page of events is many thousand objects without a cycle among them. Python's default would walk all that
    # lives again for every few hundred: a third of the time of a fold. The oldest are walked more often than by
    # default, for every turn of the middle takes the requests under way for old, and what they leave are cycles.
    gc.freeze()
    gc.set_threshold(10_000, 10, 4)


def settle() -> None:
    """Whatever is there by now stays: no collection walks it again. For the end of a start."""
    gc.collect()
    gc.freeze()
