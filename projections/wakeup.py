"""One connection that listens, so that nobody has to poll: calls of the log and of the projections."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg

from domain.ledger.migrate import Places


class Wakeup:
    """A call that is missed costs only the waiting time that each waiter sets itself."""

    def __init__(self, dsn: str, places: Places) -> None:
        self._dsn = dsn
        self._places = places
        self._appended = asyncio.Event()
        self._projected = asyncio.Event()
        self._connection: asyncpg.Connection | None = None

    async def __aenter__(self) -> Wakeup:
        await self._listen()
        self._keeper = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._keeper.cancel()
        if self._connection is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._connection.close(timeout=2)

    async def appended(self, timeout: float) -> None:
        """Until the log grew, or ``timeout`` seconds."""
        await _next(self._appended, timeout)

    async def projected(self, timeout: float) -> None:
        """Until a projection came further, or ``timeout`` seconds."""
        await _next(self._projected, timeout)

    async def _listen(self) -> None:
        self._connection = await asyncpg.connect(self._dsn)
        await self._connection.add_listener(self._places.channel, self._call)
        await self._connection.add_listener(self._places.read, self._call)

    async def _keep(self) -> None:
        """Listens again when the connection was lost."""
        while True:
            await asyncio.sleep(1)
            if self._connection is None or self._connection.is_closed():
                with suppress(asyncpg.PostgresError, OSError):
                    await self._listen()

    def _call(self, _connection: Any, _pid: int, channel: str, _payload: Any) -> None:
        event = self._appended if channel == self._places.channel else self._projected
        event.set()
        event.clear()


async def _next(event: asyncio.Event, timeout: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), timeout)
