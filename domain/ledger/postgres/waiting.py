"""Waiting for what other processes hold, with a limit: one that stands still holds nobody up for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from domain.ledger.hindrance import Hindered

LONGEST = 10  # seconds that a process waits for another at its start
STILL = 5  # seconds that it may itself stand still there: fewer, so that who waits for it goes on

ANSWER = 30.0  # seconds that one statement may take at a start, its waiting included

HELD = (
    "Another process has been at work on this ledger's tables for more than {seconds} seconds and does not let go."
    " Find out which one stands still (pg_stat_activity tells), end it, and try again."
)


@asynccontextmanager
async def bounded(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """A transaction that makes or drops tables, and gets its locks in time or not at all. Raises Hindered.

    When this process stands still in it, PostgreSQL takes it back.
    """
    try:
        async with connection.transaction():
            await connection.execute(
                f"SET LOCAL lock_timeout = '{LONGEST}s'; SET LOCAL idle_in_transaction_session_timeout = '{STILL}s'"
            )
            yield
    except asyncpg.LockNotAvailableError:
        raise Hindered(HELD, seconds=LONGEST) from None
