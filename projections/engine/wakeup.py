"""One connection that listens, so that nobody has to poll: calls of the log and of the projections."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg

from domain.ledger.postgres.outage import DRIVER_ERRORS
from domain.ledger.postgres.schemas import Schemas

PAUSE = 1.0  # seconds between two looks whether the connection still stands
ANSWER_SECONDS = 2.0


# A COPY of a page takes milliseconds. A process that stands still in the middle of one would hold its checkpoint for
# ever: no limit of PostgreSQL's reaches a session that waits for the rest of a COPY.
END_STANDSTILL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND usename = session_user
AND state = 'active' AND wait_event = 'ClientRead' AND query_start < clock_timestamp() - interval '1 second'
"""


class Signal:
    """Counts how often it was sent, so that one which comes between a look and the wait is not missed."""

    def __init__(self) -> None:
        self.times = 0
        self._sent = asyncio.Event()

    def send(self) -> None:
        self.times += 1
        self._sent.set()
        self._sent.clear()

    async def after(self, times: int, seconds: float) -> None:
        """Until it was sent more than ``times`` times, or that many seconds."""
        with suppress(TimeoutError):
            # Not wait_for: it begins to listen a moment later, and one sent in that moment would be missed.
            async with asyncio.timeout(seconds):
                while self.times <= times:
                    await self._sent.wait()


class Wakeup:
    """The calls, and with every look whether they still come an eye on followers that stand still.

    Take ``signal.times`` before looking, then wait for the next: ``await signal.after(times, seconds)``.

    appended is sent when the log grew, projected when a projection came further, both when the connection is lost or
    there again. One that is lost on the way costs only the waiting time that each waiter sets itself.
    """

    def __init__(self, dsn: str, schemas: Schemas) -> None:
        self._dsn = dsn
        self._schemas = schemas
        self.appended = Signal()
        self.projected = Signal()
        self._connection: asyncpg.Connection | None = None

    async def __aenter__(self) -> Wakeup:
        await self._listen()
        self._keeper = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._keeper.cancel()
        self._hang_up()

    @property
    def is_listening(self) -> bool:
        """Whether calls come, as far as can be told."""
        return self._connection is not None and not self._connection.is_closed()

    async def _listen(self) -> None:
        self._connection = await asyncpg.connect(self._dsn, timeout=ANSWER_SECONDS)
        for channel in (self._schemas.channel, self._schemas.read):
            await self._connection.add_listener(channel, self._call)
        self._connection.add_termination_listener(self._look_again)
        self._look_again()

    def _look_again(self, *_: object) -> None:
        """Nobody knows what was called meanwhile."""
        self.appended.send()
        self.projected.send()

    async def _keep(self) -> None:
        """Listens again when the connection was lost, or nothing comes through it any more."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._look_after()
            except DRIVER_ERRORS:
                self._hang_up()

    async def _look_after(self) -> None:
        if self._connection is None or not self.is_listening:
            await self._listen()
        else:
            await self._connection.fetchval(END_STANDSTILL, self._schemas.following)

    def _hang_up(self) -> None:
        """At once: whoever waits for the other side may wait for ever."""
        if self._connection is not None:
            self._connection.terminate()

    def _call(self, _connection: Any, _pid: int, channel: str, _payload: Any) -> None:
        (self.appended if channel == self._schemas.channel else self.projected).send()
