"""Positions: gapless, in commit order, and seen once each by whoever follows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from uuid import uuid4

from domain.ledger.postgres.ledger import Ledger
from tests.domain.ledger import process
from tests.domain.ledger.decisions import decision

SLOW, QUICK, DECISIONS = 12, 8, 12


async def follow(ledger: Ledger, total: int) -> list[int]:
    """What somebody sees who polls without a pause until that many positions have come."""
    seen: list[int] = []
    async with asyncio.timeout(30):
        while len(seen) < total:
            seen += [row["notification_id"] for row in await ledger.page(seen[-1] if seen else 0, 7)]
            await asyncio.sleep(0)
    return seen


async def append_slowly(ledger: Ledger, times: int) -> None:
    for turn in range(times):
        await process.append_slowly(ledger, turn % 2 * 0.005)


async def append_quickly(ledger: Ledger, times: int) -> None:
    for _ in range(times):
        head = await ledger.position()
        await asyncio.gather(*(ledger.appender.submit(decision(head, uuid4())) for _ in range(DECISIONS)))


async def run(work: Awaitable[asyncio.subprocess.Process]) -> None:
    assert await (await work).wait() == 0


async def test_followers_see_every_position_once_and_in_order_whoever_commits_meanwhile(
    dsn: str, ledger: Ledger, other: Ledger
) -> None:
    total = 4 * SLOW * 2 + 2 * QUICK * DECISIONS
    seen = [asyncio.create_task(follow(each, total)) for each in (ledger, other)]
    await asyncio.gather(
        run(process.start(process.dawdle, dsn, SLOW)),
        run(process.start(process.dawdle, dsn, SLOW)),
        *(append_slowly(each, SLOW) for each in (ledger, other)),
        *(append_quickly(each, QUICK) for each in (ledger, other)),
    )
    assert await ledger.position() == total
    assert await asyncio.gather(*seen) == [list(range(1, total + 1))] * 2


async def test_a_rolled_back_append_leaves_no_gap(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        lost = connection.transaction()
        await lost.start()
        await ledger.recorder.append(connection, [decision(0, uuid4())])
        await lost.rollback()
    assert await ledger.appender.submit(decision(0, uuid4())) == 1


async def test_nobody_sees_an_append_before_its_commit_nor_a_later_one_before_it(
    ledger: Ledger, other: Ledger
) -> None:
    async with ledger.pool.acquire() as connection:
        slow = connection.transaction()
        await slow.start()
        await ledger.recorder.append(connection, [decision(0, uuid4())])
        late = asyncio.create_task(other.appender.submit(decision(0, uuid4())))
        await asyncio.sleep(0.05)
        assert (await other.page(0, 10), await other.position(), late.done()) == ([], 0, False)
        await slow.commit()
    assert await late == 2


async def test_what_an_instant_means_is_the_same_whenever_it_is_asked(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection, asyncio.TaskGroup() as tasks, connection.transaction():
        await ledger.recorder.append(connection, [decision(0, uuid4())])
        instant = await connection.fetchval("SELECT recorded_at FROM head")
        asked = tasks.create_task(ledger.position_at(instant))
        await asyncio.sleep(0.1)
    assert asked.result() == await ledger.position_at(instant) == 1
