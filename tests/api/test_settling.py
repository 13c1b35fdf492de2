"""Several things of a level are waited for until the last one has ended, whatever became of the first."""

from __future__ import annotations

import asyncio

import pytest

from api.graphql.execution.plans.settling import settled

ended: list[str] = []


async def takes(seconds: float, name: str) -> str:
    await asyncio.sleep(seconds)
    ended.append(name)
    return name


async def fails() -> str:
    raise LookupError("first")


async def test_their_order_is_that_of_the_asking() -> None:
    assert await settled([takes(0.02, "a"), takes(0, "b")]) == ["a", "b"]


async def test_one_that_fails_leaves_none_behind_that_still_works() -> None:
    ended.clear()
    with pytest.raises(LookupError):
        await settled([takes(0.02, "slow"), fails()])
    assert ended == ["slow"]


async def test_a_time_limit_around_it_still_counts_after_a_failure() -> None:
    with pytest.raises(TimeoutError):
        await fails_and_takes_too_long()


async def fails_and_takes_too_long() -> None:
    async with asyncio.timeout(0.05):
        with pytest.raises(LookupError):
            await settled([takes(0, "a"), fails()])
        await asyncio.sleep(5)
