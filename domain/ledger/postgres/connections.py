"""Connections that nobody waits on for ever: each is lent for a time, and broken off when that is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from domain.ledger.log import LedgerUnavailable

# What the server does to whoever falls silent or freezes in the middle of something, in milliseconds or seconds.
SILENCE = {
    "idle_in_transaction_session_timeout": "1000",
    "lock_timeout": "5000",
    "client_connection_check_interval": "1000",
    "tcp_keepalives_idle": "3",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
}

GRACE = 1.0
"""Seconds more than the server's own limit on a statement, so that its word comes first when it still speaks."""

CANCEL_SECONDS = 0.5
"""That the server is given to end a statement which nobody waits for any longer."""

CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 3.0


class Lent:
    """The use of a connection, by ``async with``."""

    __slots__ = ("_breaking", "_connection", "_connections", "_end", "_seconds")

    _connection: asyncpg.Connection
    _end: float
    _breaking: asyncio.TimerHandle

    def __init__(self, connections: Connections, seconds: float) -> None:
        self._connections = connections
        self._seconds = seconds

    async def __aenter__(self) -> asyncpg.Connection:
        loop = asyncio.get_running_loop()
        self._end = loop.time() + self._seconds
        self._connection = await self._connections.take(self._seconds)
        # Broken off, not cancelled: a cancellation waits for the server's word, which may be what is missing.
        self._breaking = loop.call_at(self._end, _break_off, self._connection)
        return self._connection

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, asyncio.CancelledError):
            # Giving it back waits for the server's word, and whoever was cancelled would wait with it.
            self._breaking.cancel()
            loop = asyncio.get_running_loop()
            soon = min(self._end, loop.time() + CANCEL_SECONDS)
            self._breaking = loop.call_at(soon, _break_off, self._connection)
        try:
            await self._connections.give_back(self._connection, in_order=kind is None)
        finally:
            self._breaking.cancel()


class Connections:
    """A pool as asyncpg's, in which every wait has an end.

    seconds: that a connection is lent, its waiting for a free one and for the network included. One that is not
    given back by then is broken off: whoever works on it gets an error that counts as an outage.
    """

    def __init__(self, pool: asyncpg.Pool, seconds: float) -> None:
        self._pool = pool
        self.seconds = seconds
        # Those that came back in order are lent again as they are, unless somebody waits for the pool: asyncpg's way
        # there and back takes three times as long as a small statement.
        self._at_hand: list[Any] = []
        self._waiting = 0

    def acquire(self, seconds: float | None = None) -> Lent:
        """A connection for a while, by ``async with``. Raises LedgerUnavailable when none is free in time."""
        return Lent(self, self.seconds if seconds is None else seconds)

    async def take(self, seconds: float) -> asyncpg.Connection:
        """One that is free within that time."""
        return await self._next_at_hand() or await self._from_pool(seconds)

    async def give_back(self, connection: Any, in_order: bool) -> None:
        """in_order: what was asked on it has been answered."""
        if in_order and not self._waiting:
            self._at_hand.append(connection)
        else:
            await self._pool.release(connection)

    async def _next_at_hand(self) -> Any:
        """None when there is none that still stands."""
        while self._at_hand:
            connection = self._at_hand.pop()
            with suppress(asyncpg.InterfaceError):  # where the pool knows already that it was closed
                if not connection.is_closed():
                    return connection
                await self._pool.release(connection)
        return None

    async def _from_pool(self, seconds: float) -> Any:
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=seconds)
        except TimeoutError as late:
            raise LedgerUnavailable("no connection in time") from late
        finally:
            self._waiting -= 1

    async def give_all_back(self) -> None:
        """All that are at hand, and whatever comes back from now on: before the pool is closed."""
        self._waiting += 1
        while self._at_hand:
            with suppress(asyncpg.InterfaceError):
                await self._pool.release(self._at_hand.pop())

    async def execute(self, query: str, *args: Any) -> str:
        """As asyncpg's, on a connection lent for it."""
        async with self.acquire() as connection:
            status: str = await connection.execute(query, *args)
            return status

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        """As asyncpg's, on a connection lent for it."""
        async with self.acquire() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(query, *args)
            return rows

    async def fetchrow(self, query: str, *args: Any) -> Any:
        """As asyncpg's, on a connection lent for it."""
        async with self.acquire() as connection:
            return await connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        """As asyncpg's, on a connection lent for it."""
        async with self.acquire() as connection:
            return await connection.fetchval(query, *args)


@asynccontextmanager
async def connections(
    dsn: str, settings: Mapping[str, str], size: int, statement_seconds: float
) -> AsyncIterator[Connections]:
    """At most ``size`` at once, made when they are wanted; closed within seconds whatever the network does."""
    within = {**SILENCE, "statement_timeout": str(int(statement_seconds * 1000)), **settings}
    pool = asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        timeout=CONNECT_SECONDS,
        server_settings=within,
        reset=_as_it_is,
    )
    await pool
    lent = Connections(pool, statement_seconds + GRACE)
    try:
        yield lent
    finally:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await lent.give_all_back()
                await pool.close()
        except TimeoutError:
            pool.terminate()


def _break_off(connection: asyncpg.Connection) -> None:
    with suppress(asyncpg.InterfaceError):  # it was given back this very moment
        connection.terminate()


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nobody here changes a session's state, so asyncpg's resetting would only double the round trips."""
