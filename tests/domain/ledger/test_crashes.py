"""kill -9 in the middle of writes: what was acknowledged is there, once, and a retry gets the same answer."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple, TypeVar

import asyncpg
import psutil
import pytest
from structlog.testing import capture_logs

from api import embedded
from api.database import CREATE, NAME
from domain.catalogue import EVENTS
from domain.ledger.log import LedgerUnavailable
from domain.ledger.perform import Done
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate
from domain.registry.open_school import SchoolAnswer
from projections.all import all_projections
from projections.engine.checkpoints import prepare, reached
from projections.engine.follower import Follower
from projections.engine.rebuild import rebuild
from projections.engine.wakeup import Wakeup
from tests.conftest import SECRET
from tests.domain.ledger import process
from tests.domain.ledger.process import open_one
from tests.support.people import POLICY, PROVINCE

pytestmark = pytest.mark.prove

T = TypeVar("T")

# What a connection says whose server has gone, or has not come back yet.
GONE = (
    LedgerUnavailable,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

BEFORE, ALL = 40, 400  # schools that are acknowledged before the kill, and that are to be written
FOLLOWED = all_projections(POLICY)


async def with_projections(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        await prepare(connection, FOLLOWED)


async def each_school_once(ledger: Ledger, count: int) -> None:
    codes = await ledger.pool.fetch("SELECT state FROM ledger_events ORDER BY notification_id")
    assert len(codes) == len(set(codes)) == count
    assert await ledger.pool.fetchval("SELECT count(*) FROM command") == count
    rows = await ledger.page(0, 2 * count)
    assert [row["notification_id"] for row in rows] == list(range(1, count + 1))
    assert await ledger.position() == count


async def projections_agree_with_a_rebuild(dsn: str, ledger: Ledger) -> None:
    await Follower(ledger, FOLLOWED, Wakeup(dsn, ledger.schemas)).catch_up()
    for projection in FOLLOWED:
        await rebuild(dsn, ledger, projection, lambda *_: None)  # raises DigestsDiffer unless they agree
    assert await reached(ledger.pool) == await ledger.position()
    schools = "SELECT count(*) FROM school UNION ALL SELECT count(*) FROM history"
    assert {row[0] for row in await ledger.pool.fetch(schools)} == {await ledger.position()}


async def test_of_a_writer(dsn: str, ledger: Ledger) -> None:
    await with_projections(ledger)
    writer = await process.start(process.write, dsn, 0, ALL)
    acknowledged = await process.told(writer, BEFORE)
    writer.kill()
    acknowledged += await process.told(writer)  # what was on its way when it died
    assert await writer.wait() == -signal.SIGKILL
    assert BEFORE <= len(acknowledged) < ALL
    await each_school_once(ledger, await ledger.position())
    for number, answer, position in acknowledged:
        assert await open_one(ledger, number) == Done(SchoolAnswer(**answer), position)
    for number in range(ALL):  # those too of which nobody knows whether they were written
        await open_one(ledger, number)
    await each_school_once(ledger, ALL)
    await projections_agree_with_a_rebuild(dsn, ledger)


class Server(NamedTuple):
    """A database server of a test's own, as careful as it comes."""

    folder: Path
    dsn: str


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The followers complain of what happens to them, at length."""
    with capture_logs():
        yield


@pytest.fixture
async def mortal(tmp_path: Path) -> AsyncIterator[Server]:
    folder = tmp_path / "postgres"
    place = await asyncio.to_thread(embedded.start, folder)
    connection = await asyncpg.connect(f"postgresql://postgres@/postgres?{place}")
    await connection.execute(CREATE)
    await connection.close()
    dsn = f"postgresql://postgres@/{NAME}?{place}"
    await migrate(dsn, PROVINCE)
    yield Server(folder, dsn)
    await asyncio.to_thread(embedded.stop, folder)


def kill(folder: Path) -> None:
    """The postmaster and, at once, everything that it started; answers once all of them are dead."""
    postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    killed = [postmaster, *postmaster.children(recursive=True)]
    for one in killed:
        one.kill()
    while any(map(lives, killed)):
        sleep(0.01)


def lives(process: psutil.Process) -> bool:
    """Not dead, and no zombie either: nobody may be there to bury it."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def stubbornly(call: Callable[[], Awaitable[T]]) -> T:
    """As a client would whom nothing discourages: the same again until there is an answer."""
    while True:
        try:
            return await call()
        except GONE:
            await asyncio.sleep(0.05)


async def write(ledger: Ledger, numbers: list[int], acknowledged: dict[int, Done[Any]]) -> None:
    while numbers:
        number = numbers.pop()
        acknowledged[number] = await stubbornly(partial(open_one, ledger, number))


async def until(come: Callable[[], Awaitable[int]], count: int) -> None:
    async with asyncio.timeout(30):
        while await stubbornly(come) < count:
            pass


async def test_of_the_database(mortal: Server) -> None:
    async with (
        asyncio.timeout(120),
        open_ledger(mortal.dsn, PROVINCE, SECRET, EVENTS) as ledger,
        asyncio.TaskGroup() as tasks,
    ):
        await with_projections(ledger)
        following = tasks.create_task(Follower(ledger, FOLLOWED, Wakeup(mortal.dsn, ledger.schemas)).run())
        acknowledged: dict[int, Done[Any]] = {}
        numbers = list(range(ALL))
        clients = [tasks.create_task(write(ledger, numbers, acknowledged)) for _ in range(8)]
        await until(ledger.position, BEFORE)
        kill(mortal.folder)
        before = dict(acknowledged)
        await asyncio.to_thread(embedded.start, mortal.folder)
        for number, done in before.items():
            assert await stubbornly(partial(open_one, ledger, number)) == done
        await asyncio.gather(*clients)
        assert len(before) < ALL
        assert [await open_one(ledger, number) for number in range(ALL)] == [
            acknowledged[n] for n in range(ALL)
        ]
        await until(lambda: reached(ledger.pool), ALL)  # the follower got over it by itself
        following.cancel()
        await each_school_once(ledger, ALL)
        await projections_agree_with_a_rebuild(mortal.dsn, ledger)
