"""Keys are read once each, and together whoever asks for them in one turn of the loop."""

from __future__ import annotations

import asyncio

import pytest

from api.graphql.loaders import Loader


class Table:
    """What is read, and by which statements."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.broken = False
        self.loader = Loader(self.read)

    async def read(self, keys: list[str]) -> dict[str, str]:
        self.asked.append(sorted(keys))
        await self.free.wait()
        if self.broken:
            raise ConnectionError
        return {key: key.upper() for key in keys}


async def test_whoever_asks_in_one_turn_asks_together() -> None:
    table = Table()
    found = await asyncio.gather(
        table.loader.load_many(["b", "a"]), table.loader.load("c"), table.loader.load("a")
    )
    assert found == [["B", "A"], "C", "A"]
    assert table.asked == [["a", "b", "c"]]


async def test_a_key_is_read_once() -> None:
    table = Table()
    assert await table.loader.load_many(["a", "a"]) == ["A", "A"]
    assert await table.loader.load_many(["a", "b"]) == ["A", "B"]
    assert table.asked == [["a"], ["b"]]


async def test_what_is_on_its_way_is_waited_for() -> None:
    table = Table()
    table.free.clear()
    first = asyncio.create_task(table.loader.load_many(["a"]))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(table.loader.load_many(["a", "b"]))
    await asyncio.sleep(0.01)
    table.free.set()
    assert (await first, await second) == (["A"], ["A", "B"])
    assert table.asked == [["a"], ["b"]]


async def test_a_failed_read_is_told_to_everybody_who_waits_and_can_be_tried_again() -> None:
    table = Table()
    table.broken = True
    told = await asyncio.gather(table.loader.load("a"), table.loader.load("b"), return_exceptions=True)
    assert [type(each) for each in told] == [ConnectionError, ConnectionError]
    table.broken = False
    assert await table.loader.load("a") == "A"


async def test_who_gives_up_takes_nothing_from_who_waits_on() -> None:
    table = Table()
    table.free.clear()
    impatient = asyncio.create_task(table.loader.load("a"))
    patient = asyncio.create_task(table.loader.load_many(["a", "b"]))
    await asyncio.sleep(0.01)
    impatient.cancel()
    table.free.set()
    assert await patient == ["A", "B"]
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_nothing_is_asked_of_nothing() -> None:
    table = Table()
    assert await table.loader.load_many([]) == []
    assert table.asked == []


@pytest.mark.parametrize("count", [1, 500])
async def test_however_many_keys_cost_one_read(count: int) -> None:
    table = Table()
    keys = [str(number) for number in range(count)]
    assert await table.loader.load_many(keys) == keys
    assert len(table.asked) == 1
