"""``aid-ledger serve`` and its neighbours, as processes that can be killed, frozen and started again."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.support.command import Ended, begin
from tests.support.server import SECRET

START_SECONDS = 120  # that a server is given until it answers, on the slowest machine
STOP_SECONDS = 30  # that a command is given to end, once it was told to
RUN_SECONDS = 180  # that a command is given which ends by itself


class Command:
    """A command that goes on until it is told to end. log: what it writes beside its answers."""

    def __init__(self, log: Path, *arguments: str, **environment: str) -> None:
        self.log = log
        self.arguments = arguments
        self.environment = {"SECRET": SECRET, "LOG_FORMAT": "json", **environment}
        self.process: Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as written:
            self.process = await begin(self.arguments, self.environment, written)

    async def kill(self) -> None:
        """kill -9, unless it has come to its end."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    def freeze(self) -> None:
        """Until ``thaw``, it neither works nor ends."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    async def stop(self) -> None:
        """In order, and within a limit. Raises TimeoutError."""
        if self.process is not None and self.process.returncode is None:
            self.thaw()
            self._send(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.communicate(), STOP_SECONDS)
            except TimeoutError:
                await self.kill()
                raise

    def _send(self, number: int) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)


class Server(Command):
    """A running ``aid-ledger serve``."""

    address = ""

    def __init__(self, log: Path, *options: str, **environment: str) -> None:
        super().__init__(log, "serve", "--port", "0", *options, **environment)

    async def start(self) -> None:
        """Returns once it answers."""
        await super().start()
        assert self.process is not None
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), START_SECONDS)
        self.address = line.decode().strip()
        assert self.address, self.log.read_text()[-2000:]


def two_servers(data: Path) -> tuple[Server, Server]:
    """On the ledger of one data folder, whose PostgreSQL they share."""
    log = data.parent / "log"
    return Server(log, "--data", str(data)), Server(log, "--data", str(data))


@asynccontextmanager
async def started(*commands: Command) -> AsyncIterator[None]:
    """All of them; at the end they stop in order, unless they were killed."""
    try:
        for command in commands:
            await command.start()
        yield
    finally:
        for command in commands:
            await command.stop()


async def run(*arguments: str, **environment: str) -> Ended:
    """A command to its end. environment: variables without their AID_LEDGER_."""
    process = await begin(arguments, {"SECRET": SECRET, **environment})
    out, err = await asyncio.wait_for(process.communicate(), RUN_SECONDS)
    return Ended(process.returncode, out.decode(), err.decode())
