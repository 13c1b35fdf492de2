"""Somebody freezes, or falls silent without a word: the others go on, and whoever waited is told in time."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import uuid4

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres import grouping
from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.outage import DRIVER_ERRORS
from tests.conftest import SECRET
from tests.domain.ledger.decisions import decision
from tests.support.people import PROVINCE


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """Stands still, with all that it holds, and all its connections stand."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def backend_of(connections: Connections) -> int:
    """The server process behind the connection that comes next."""
    pid: int = await connections.fetchval("SELECT pg_backend_pid()")
    return pid


@asynccontextmanager
async def impatient(dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ledger]:
    """A ledger that gives up after two seconds."""
    monkeypatch.setattr(grouping, "APPEND_SECONDS", 2.0)
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, statement_timeout=1) as opened:
        yield opened


async def append(ledger: Ledger) -> float:
    """Seconds that one took."""
    began = time.monotonic()
    await ledger.append(decision(await ledger.position(), uuid4()))
    return time.monotonic() - began


async def test_who_falls_silent_holding_the_head_loses_it_in_a_second(ledger: Ledger, other: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        await connection.execute("BEGIN")
        await connection.execute("UPDATE head SET position = position")
        assert 0.5 < await append(other) < 2.5
        with pytest.raises(DRIVER_ERRORS):
            await connection.execute("COMMIT")


async def test_a_silent_connection_holds_up_those_behind_it_for_a_second(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with impatient(dsn, monkeypatch) as ledger:
        await append(ledger)
        with frozen(await backend_of(ledger.appender.connections)):
            lost = asyncio.create_task(ledger.append(decision(0, uuid4())))
            await asyncio.sleep(0.1)
            assert await append(ledger) < 2
            assert await append(ledger) < 0.9, "who comes later need not learn it again"
            assert not lost.done()
            with pytest.raises(LedgerUnavailable):
                await lost
        assert ledger.appender.waiting_seconds == 0


async def test_however_many_are_silent_whoever_appends_or_reads_is_told_in_time(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await asyncpg.connect(dsn)
    async with impatient(dsn, monkeypatch) as ledger:
        await asyncio.gather(*(ledger.pool.fetchval("SELECT pg_sleep(0.05)") for _ in range(8)))
        await append(ledger)
        rows = await owner.fetch(
            "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'aid-ledger 37%'"
        )
        for row in rows:
            os.kill(row[0], signal.SIGSTOP)
        try:
            async with asyncio.timeout(6):
                asked = [ledger.position() for _ in range(20)]
                written = [ledger.append(decision(0, uuid4())) for _ in range(20)]
                fates = await asyncio.gather(*asked, *written, return_exceptions=True)
        finally:
            for row in rows:
                os.kill(row[0], signal.SIGCONT)
        assert {type(fate) for fate in fates[:20] if isinstance(fate, Exception)} <= {
            LedgerUnavailable,
            asyncpg.ConnectionDoesNotExistError,
        }
        assert any(isinstance(fate, Exception) for fate in fates)
        await append(ledger)
    await owner.close()


async def test_who_gives_up_a_question_need_not_wait_for_a_server_that_stands_still(ledger: Ledger) -> None:
    with frozen(await backend_of(ledger.pool)):
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await ledger.pool.fetchval("SELECT 1")
        assert time.monotonic() - began < 2


async def test_who_gives_up_a_question_leaves_the_connection_to_others(ledger: Ledger) -> None:
    process = await backend_of(ledger.pool)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await ledger.pool.fetchval("SELECT pg_sleep(20)")
    assert await backend_of(ledger.pool) == process


async def test_a_ledger_closes_though_the_database_says_nothing_any_more(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with impatient(dsn, monkeypatch) as ledger:
        await append(ledger)
        process = await backend_of(ledger.appender.connections)
        began = time.monotonic()
        os.kill(process, signal.SIGSTOP)
        lost = asyncio.create_task(ledger.append(decision(0, uuid4())))
        await asyncio.sleep(0.05)
    os.kill(process, signal.SIGCONT)
    assert time.monotonic() - began < 8
    assert isinstance((await asyncio.gather(lost, return_exceptions=True))[0], LedgerUnavailable)


async def test_who_waits_for_the_head_too_long_is_told_so(ledger: Ledger, owner: asyncpg.Connection) -> None:
    async with owner.transaction():
        await owner.execute("UPDATE head SET position = position")
        with pytest.raises(LedgerUnavailable, match="LockNotAvailable"):
            await append(ledger)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await ledger.appender.check(8)
    assert await append(ledger) < 2


async def test_checking_that_writing_works_leaves_nothing_behind(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    await append(ledger)
    before = await owner.fetchrow("SELECT * FROM head")
    await ledger.appender.check(2)
    assert await owner.fetchrow("SELECT * FROM head") == before


async def test_nothing_is_appended_to_another_log_than_was_opened(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    await append(ledger)
    await owner.execute("UPDATE head SET epoch = gen_random_uuid()")
    for attempt in (append(ledger), ledger.appender.check(2)):
        with pytest.raises(LedgerUnavailable, match="another one"):
            await attempt
    assert await owner.fetchval("SELECT position FROM head") == 1
