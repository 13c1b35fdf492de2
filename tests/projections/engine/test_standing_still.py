"""A rebuild that stands still in the middle of its switch holds nobody up for longer than two seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import reached
from projections.engine.digest import digest_at
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup
from projections.registry.projection import Registry
from tests.domain.ledger import process
from tests.projections.engine.test_rebuild import a_term, places_of
from tests.projections.engine.test_rebuild import follower as follower
from tests.support.story import Story

LONGEST = 2.0  # seconds


@pytest.mark.prove
@pytest.mark.parametrize("statement", ["LOCK TABLE", "SELECT position", "DROP TABLE", "UPDATE checkpoint"])
async def test_nobody_waits_for_it_longer_than_two_seconds(
    dsn: str, story: Story, follower: Follower, statement: str
) -> None:
    await a_term(story)
    await follower.catch_up()
    before, digest = await places_of(story.ledger), await digest_at(story.ledger.pool, Registry())
    frozen = await process.start(process.rebuild_and_stand_still, dsn, statement)
    try:
        assert await process.told(frozen, 1) == ["standing still"]
        waited = await _reading_and_folding(story.ledger, follower)
        assert waited < LONGEST
        assert await places_of(story.ledger) == before
        frozen.send_signal(signal.SIGCONT)
        assert await process.told(frozen) == ["switched"]
        assert await frozen.wait() == 0
    finally:
        if frozen.returncode is None:
            frozen.kill()
    assert (await places_of(story.ledger))["school"] != before["school"]
    assert (await digest_at(story.ledger.pool, Registry())).position == digest.position + 1


async def _reading_and_folding(ledger: Ledger, follower: Follower) -> float:
    """Seconds until both were done."""
    begun = time.monotonic()
    await process.open_one(ledger, 77)
    await ledger.pool.fetchval("SELECT count(*) FROM school")
    for _ in range(500):
        if await follower.step(Registry()):
            break
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def test_a_follower_that_stands_still_in_a_copy_loses_its_checkpoint(
    dsn: str, story: Story, follower: Follower
) -> None:
    """No limit of PostgreSQL's ends a COPY whose sender says nothing: who looks after the calls does."""
    await a_term(story)
    ledger = story.ledger
    async with Wakeup(dsn, ledger.schemas):
        held = asyncio.Event()
        standing = asyncio.create_task(_stand_still_in_a_copy(ledger, held))
        await asyncio.wait(
            [standing, asyncio.create_task(held.wait())], timeout=5, return_when=asyncio.FIRST_COMPLETED
        )
        assert held.is_set()
        assert not await follower.step(Registry())
        begun = time.monotonic()
        while not await follower.step(Registry()):
            await asyncio.sleep(0.05)
            assert time.monotonic() - begun < 4
        standing.cancel()
        await asyncio.wait([standing], timeout=5)


async def _stand_still_in_a_copy(ledger: Ledger, held: asyncio.Event) -> None:
    async def silence() -> AsyncIterator[bytes]:
        yield b"3637009999"
        held.set()
        await asyncio.Event().wait()

    async with ledger.following.acquire(5) as connection, connection.transaction():
        await connection.execute("SELECT FROM checkpoint FOR UPDATE")
        await connection.copy_to_table("school", source=silence())


async def test_one_silent_connection_stops_no_follower_for_long(story: Story, follower: Follower) -> None:
    """The network lost what lay idle in the pool, and told nobody."""
    await story.school()
    await follower.catch_up()
    process_of = await story.ledger.following.fetchval("SELECT pg_backend_pid()")
    following = asyncio.create_task(follower.run())
    os.kill(process_of, signal.SIGSTOP)
    try:
        await story.school("3637000002")
        async with asyncio.timeout(2 * LONGEST):
            while await reached(story.ledger.pool) < 2:  # noqa: ASYNC110 - as a client looks
                await asyncio.sleep(0.05)
    finally:
        os.kill(process_of, signal.SIGCONT)
        following.cancel()
