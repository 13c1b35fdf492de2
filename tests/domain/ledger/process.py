"""What tests let run in a process of its own: ``python -m tests.domain.ledger.process JOB DSN ...``.

Each line on its output is one JSON value, written once what it tells of is on disk.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec

from domain.catalogue import EVENTS
from domain.handlers import perform
from domain.ledger.perform import Done
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.registry.open_school import OpenSchool
from domain.vocabulary import Ownership
from projections.engine import rebuild as rebuilding
from projections.engine import switch as switching
from projections.engine.follower import Follower
from projections.engine.shadow_tables import ShadowTables
from projections.engine.wakeup import Wakeup
from projections.registry.projection import Registry
from tests.conftest import SECRET
from tests.domain.ledger.decisions import decision
from tests.support.people import PROVINCE, holder

WORKERS = 4
Told = Callable[[Any], None]


def say(value: Any) -> None:
    print(json.dumps(value), flush=True)


async def open_one(ledger: Ledger, number: int, key: str = "", code: str = "") -> Done[Any]:
    """The school of a number, under the key of that number."""
    command = OpenSchool(
        idempotency_key=key or f"school {number}",
        code=code or f"3637{number:06}",
        name=f"学校{number}",
        division_code="371525",
        ownership=Ownership.PUBLIC,
    )
    return await perform(ledger, holder("REGISTRY_AUTHORITY"), command)


async def write(dsn: str, first: str, count: str) -> None:
    """Opens schools, several at a time, and follows the log; says each one's number, answer and position."""
    numbers = iter(range(int(first), int(first) + int(count)))

    async def work(ledger: Ledger) -> None:
        for number in numbers:
            done = await open_one(ledger, number)
            say([number, msgspec.to_builtins(done.answer), done.position])

    async with _ledger(dsn) as ledger:
        following = asyncio.create_task(Follower(ledger, [Registry()], Wakeup(dsn, ledger.schemas)).run())
        await asyncio.gather(*(work(ledger) for _ in range(WORKERS)))
        following.cancel()


async def twins(dsn: str, times: str) -> None:
    """The same command so many times at once; says each answer and position."""
    async with _ledger(dsn) as ledger:
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        for done in await asyncio.gather(*(open_one(ledger, 1) for _ in range(int(times)))):
            say([msgspec.to_builtins(done.answer), done.position])


async def dawdle(dsn: str, times: str) -> None:
    """Appends, and takes its time between the append and the commit."""
    async with _ledger(dsn) as ledger:
        for turn in range(int(times)):
            await append_slowly(ledger, turn % 3 * 0.004)


async def append_slowly(ledger: Ledger, seconds: float) -> None:
    async with ledger.pool.acquire() as connection, connection.transaction():
        await ledger.recorder.append(connection, [decision(0, uuid4(), uuid4())])
        await asyncio.sleep(seconds)


async def rebuild(dsn: str, page: str) -> None:
    """Rebuilds the registry by small pages; says how far it has come."""
    rebuilding.PAGE = int(page)
    async with _ledger(dsn) as ledger:
        await rebuilding.rebuild(dsn, ledger, Registry(), lambda done, of: say([done, of]))


async def rebuild_and_stand_still(dsn: str, statement: str) -> None:
    """Rebuilds the registry, and stops itself once the first statement of the switch that begins so is carried out."""
    hand = switching._hand
    stopped: list[bool] = []

    @asynccontextmanager
    async def watched(dsn: str, tables: ShadowTables) -> AsyncIterator[Any]:
        async with hand(dsn, tables) as connection:
            yield connection if stopped else _StandingStill(connection, statement, stopped)

    switching._hand = watched
    async with _ledger(dsn) as ledger:
        await rebuilding.rebuild(dsn, ledger, Registry(), lambda *_: None)
    say("switched")


class _StandingStill:
    def __init__(self, connection: Any, statement: str, stopped: list[bool]) -> None:
        self._connection = connection
        self._statement = statement
        self._stopped = stopped

    def __getattr__(self, name: str) -> Any:
        run = getattr(self._connection, name)
        return partial(self._carried_out, run) if name in ("execute", "fetchval") else run

    async def _carried_out(self, run: Callable[..., Awaitable[Any]], sql: str, *values: Any) -> Any:
        done = await run(sql, *values)
        if sql.startswith(self._statement) and not self._stopped:
            self._stopped.append(True)
            say("standing still")
            os.kill(os.getpid(), signal.SIGSTOP)
        return done


@asynccontextmanager
async def _ledger(dsn: str) -> AsyncIterator[Ledger]:
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        yield ledger


async def start(job: Callable[..., Awaitable[None]], *arguments: object) -> asyncio.subprocess.Process:
    """The job, in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.domain.ledger.process",
        job.__name__,
        *map(str, arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def told(process: asyncio.subprocess.Process, count: int = sys.maxsize) -> list[Any]:
    """The next values that it says; fewer when it ends."""
    assert process.stdout is not None
    lines = [line async for line in _lines(process.stdout, count)]
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


async def _lines(output: asyncio.StreamReader, count: int) -> AsyncIterator[bytes]:
    while count and (line := await output.readline()):
        count -= 1
        yield line


if __name__ == "__main__":
    asyncio.run(globals()[sys.argv[1]](*sys.argv[2:]))
