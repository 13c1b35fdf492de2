"""What says that the database is away, on its way back, or too busy to answer in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres.spell import Spell

# Whatever the driver says of a conversation that went wrong. Its own confusion, when the server hangs up while a
# request is on its way, is neither an error of PostgreSQL nor one of its interface.
DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)

_OUTAGES = (
    LedgerUnavailable,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InternalClientError,
)


_outage = Spell("database.away", "database.back")


def note_outage(error: BaseException) -> None:
    """The log is told, once for all who meet it."""
    _outage.goes_on(reason=type(error.__cause__ or error).__name__)


def note_answer() -> None:
    """The database has answered."""
    _outage.is_past()


def is_outage(error: BaseException) -> bool:
    """The driver's own complaint that its connection is gone counts too; one about a value is a ValueError besides."""
    broken_off = isinstance(error, asyncpg.InterfaceError) and not isinstance(error, ValueError)
    return broken_off or isinstance(error, _OUTAGES)


@contextmanager
def outages_told() -> Iterator[None]:
    """Whatever the driver says of an outage becomes LedgerUnavailable; other errors stay what they are."""
    try:
        yield
    except Exception as error:
        if isinstance(error, LedgerUnavailable) or not is_outage(error):
            raise
        raise LedgerUnavailable(type(error).__name__) from error
