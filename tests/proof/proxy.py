"""The network between a server and PostgreSQL, which can be cut, fall silent, or be slow."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tests.proof.wire import Spoken

PIECE = 65_536  # bytes that go through at once

How = Literal["cut", "silent"]
Where = Literal["before", "amid", "after"]


@dataclass(frozen=True, slots=True)
class AtStatement:
    """Breaks the wire over which such a statement goes: before it, in the midst of it, or once it is sent whole and
    before its answer comes back.
    """

    of: Callable[[str], bool]
    where: Where
    how: How


@dataclass(frozen=True, slots=True)
class AfterBytes:
    """Breaks the wire that carries the n-th byte from now, to either side."""

    count: int
    how: How


class Wire:
    """One connection. What has fallen silent stays open, as both sides believe it is, until it is torn."""

    def __init__(self, server: StreamWriter, database: StreamWriter) -> None:
        self.spoken = Spoken()
        self._ends = (server, database)
        self.silent = False

    def break_(self, how: How) -> None:
        if how == "cut":
            self.tear()
        self.silent = True

    def tear(self) -> None:
        for end in self._ends:
            end.transport.abort()


class Proxy:
    """Listens on a port of its own. broken: how often a wire was."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = 0
        self.delay = 0.0  # seconds that every piece takes
        self.broken = 0
        self._fault: AtStatement | AfterBytes | None = None
        self._carried = 0
        self._wires: set[Wire] = set()
        self._silent = asyncio.Event()  # never set: what waits for it hears nothing more

    async def break_next(self, fault: AtStatement | AfterBytes, seconds: float = 20) -> None:
        """Returns when it has happened. Raises TimeoutError."""
        times, self._carried, self._fault = self.broken, 0, fault
        async with asyncio.timeout(seconds):
            while self.broken == times:  # noqa: ASYNC110 - the moment comes with the bytes
                await asyncio.sleep(0.005)

    def tear_silent(self) -> None:
        """What the network would have done at last: both sides are told that the connection is gone."""
        for wire in [wire for wire in self._wires if wire.silent]:
            wire.tear()

    async def serve(self, server_in: StreamReader, server_out: StreamWriter) -> None:
        base_in, base_out = await asyncio.open_unix_connection(self.database)
        wire = Wire(server_out, base_out)
        self._wires.add(wire)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._carry(wire, server_in, base_out, wire.spoken))
                tasks.create_task(self._carry(wire, base_in, server_out, None))
        finally:
            self._wires.discard(wire)
            wire.tear()

    async def _carry(
        self, wire: Wire, source: StreamReader, sink: StreamWriter, spoken: Spoken | None
    ) -> None:
        with suppress(OSError):
            while not wire.silent and (data := await source.read(PIECE)):
                passed = self._passed(wire, data, spoken.statements(data) if spoken else [])
                await asyncio.sleep(self.delay)
                sink.write(passed)
                await sink.drain()
        if wire.silent:
            await self._silent.wait()
        sink.close()

    def _passed(self, wire: Wire, data: bytes, statements: list[str]) -> bytes:
        """What of a piece still goes through."""
        if wire.silent:
            return b""
        match self._fault:
            case AfterBytes(count, how) if self._carried + len(data) > count:
                return self._break(wire, how, data, count - self._carried)
            case AtStatement(of, where, how) if any(map(of, statements)):
                kept = {"before": 0, "amid": len(data) // 2, "after": len(data)}[where]
                return self._break(wire, how, data, kept)
        self._carried += len(data)
        return data

    def _break(self, wire: Wire, how: How, data: bytes, kept: int) -> bytes:
        self._fault = None
        self.broken += 1
        if how == "cut":
            asyncio.get_running_loop().call_later(
                0.005, wire.break_, how
            )  # what still goes through, goes first
        else:
            wire.silent = True
        return data[:kept]


@asynccontextmanager
async def proxy(dsn: str) -> AsyncIterator[Proxy]:
    """Before the PostgreSQL of a DSN that names a folder of sockets."""
    place = parse_qs(urlsplit(dsn).query)
    between = Proxy(Path(place["host"][0]) / f".s.PGSQL.{place['port'][0]}")
    tasks: set[asyncio.Task[Any]] = set()

    async def connected(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        with suppress(OSError, asyncio.CancelledError, ExceptionGroup):
            await between.serve(reader, writer)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    between.port = listening.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
