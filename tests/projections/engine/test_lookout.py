"""How far everything has come is looked at once for all who ask, and never believed for longer than it is good for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import asyncpg
import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.engine import lookout, waiting
from projections.engine.checkpoints import ForeignTables, Reach, prepare
from projections.engine.follower import Follower
from projections.engine.lookout import Lookout
from projections.engine.reading import NotReached, PastHead, Reader
from projections.engine.wakeup import Wakeup
from projections.funds.projection import Funds
from projections.registry.projection import Registry
from tests.domain.ledger.process import open_one
from tests.support.statements import statements_of

FOLLOWED = (Registry(), Funds())
LONG = 1_000.0
AT_ONCE = 64


class Place:
    """A reader that is called, and somebody who appends and folds beside it."""

    def __init__(self, ledger: Ledger, wakeup: Wakeup) -> None:
        self.ledger = ledger
        self.wakeup = wakeup
        self.reader = Reader(ledger, wakeup)
        self.follower = Follower(ledger, FOLLOWED, wakeup)
        self._schools = iter(range(1, 1_000))

    async def append(self) -> int:
        """The position of one more school, not folded yet."""
        return (await open_one(self.ledger, next(self._schools))).position or 0

    async def fold(self) -> None:
        """Until all of it is, and every call of it has come."""
        projected, calls = self.wakeup.projected, self.wakeup.projected.times
        await self.follower.catch_up()
        await projected.after(calls + len(FOLLOWED) - 1, 5)

    async def statements(self, at_least: int = 0) -> int:
        """What it costs to ask for the position."""
        with statements_of(self.ledger) as seen:
            await self.reader.position(at_least)
        return len(seen)


@pytest.fixture
async def place(dsn: str, ledger: Ledger) -> AsyncIterator[Place]:
    async with ledger.pool.acquire() as connection:
        await prepare(connection, FOLLOWED)
    async with Wakeup(dsn, ledger.schemas) as wakeup:
        yield Place(ledger, wakeup)


@pytest.fixture
def believing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look is good for as long as nobody calls."""
    monkeypatch.setattr(lookout, "FRESH", LONG)


@pytest.mark.usefixtures("believing")
async def test_while_nobody_calls_it_is_looked_once(place: Place) -> None:
    assert [await place.statements() for _ in range(3)] == [1, 0, 0]


@pytest.mark.usefixtures("believing")
async def test_who_asks_after_a_call_sees_what_it_was_for(place: Place) -> None:
    for _ in range(3):
        position = await place.append()
        assert await place.reader.position() == position - 1
        await place.fold()
        assert await place.reader.position() == position


@pytest.mark.usefixtures("believing")
async def test_whoever_names_a_position_is_shown_it_though_every_call_is_lost(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.wakeup.projected, "send", lambda: None)
    assert await place.reader.position() == 0
    position = await place.append()
    await place.follower.catch_up()
    assert await place.reader.position() == 0  # so it would go on
    assert await place.reader.position(position) == position
    assert await place.reader.position() == position


async def test_a_lost_call_hides_a_position_for_a_quarter_of_a_second(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.wakeup.projected, "send", lambda: None)
    await place.reader.position()
    position = await place.append()
    await place.follower.catch_up()
    await asyncio.sleep(lookout.FRESH + 0.05)
    assert await place.reader.position() == position


@pytest.mark.usefixtures("believing")
async def test_without_a_connection_that_listens_every_reader_looks(
    place: Place, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.reader.position()
    calls = place.wakeup.projected.times
    listening = place.wakeup._connection
    assert listening is not None
    monkeypatch.setattr("projections.engine.wakeup.PAUSE", LONG)
    await owner.execute("SELECT pg_terminate_backend($1)", listening.get_server_pid())
    await place.wakeup.projected.after(calls, 5)
    assert [await place.statements() for _ in range(2)] == [1, 1]
    position = await place.append()
    await place.follower.catch_up()
    await place.wakeup._listen()  # what was called before it does is lost
    assert await place.reader.position() == position
    assert await place.statements() == 0


@pytest.mark.usefixtures("believing")
async def test_however_many_wait_for_a_position_each_call_costs_one_look(place: Place) -> None:
    positions = [await place.append() for _ in range(3)]
    calls = place.wakeup.projected.times
    with statements_of(place.ledger) as seen:
        waiting = [asyncio.create_task(place.reader.position(positions[each % 3])) for each in range(AT_ONCE)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in waiting)
        assert len(seen) == 1
        await place.fold()
        assert set(await asyncio.gather(*waiting)) == {positions[-1]}
        looks = len(seen)
    assert looks <= 1 + 1 + place.wakeup.projected.times - calls  # one may come of its own, late


async def test_who_waits_in_vain_is_told_how_far_it_came(place: Place) -> None:
    place.reader.wait_seconds = 0.2
    position = await place.append()
    with pytest.raises(NotReached) as late:
        await place.reader.position(position)
    assert (late.value.wanted, late.value.reached) == (position, 0)
    with pytest.raises(PastHead) as past:
        await place.reader.position(position + 1)
    assert (past.value.wanted, past.value.head) == (position + 1, position)


async def test_who_gives_up_waiting_takes_the_position_from_nobody(place: Place) -> None:
    position = await place.append()
    waiting = [asyncio.create_task(place.reader.position(position)) for _ in range(3)]
    await asyncio.sleep(0.05)
    waiting[0].cancel()
    await place.fold()
    assert await asyncio.gather(*waiting[1:]) == [position, position]


@pytest.mark.usefixtures("believing")
async def test_tables_of_another_log_are_forgotten_at_once(place: Place, owner: asyncpg.Connection) -> None:
    position = await place.append()
    await place.fold()
    assert await place.reader.position() == position
    await owner.execute(f"UPDATE {place.ledger.schemas.read}.checkpoint SET epoch = gen_random_uuid()")
    for at_least in (position + 1, 0):  # whoever looks sees it, and from then on everybody
        with pytest.raises(ForeignTables):
            await place.reader.position(at_least)


@pytest.mark.usefixtures("believing")
async def test_what_an_earlier_look_saw_and_comes_late_is_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [asyncio.get_running_loop().create_future() for _ in range(2)]
    ahead = iter(answers)

    async def reach(*_: Any) -> tuple[Reach, list[Any]]:
        return await next(ahead), []

    monkeypatch.setattr(lookout, "reach", reach)
    looking = []
    for _ in answers:
        looking.append(asyncio.create_task(place.reader.position()))
        await asyncio.sleep(0.01)
    for number, answer in reversed([*enumerate(answers)]):
        answer.set_result(Reach(9, number, number, True))
        await asyncio.sleep(0.01)
    assert await asyncio.gather(*looking) == [0, 1]
    assert await place.reader.position() == 1


async def test_a_look_that_hears_nothing_is_given_up_for_another_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.1)
    looks = iter([Reach(1, 0, 0, True), None, Reach(1, 1, 1, True)])

    async def look(_: Lookout) -> Reach:
        come = next(looks)
        if come is None:
            await asyncio.sleep(LONG)
        assert come is not None
        return come

    monkeypatch.setattr(Lookout, "look", look)
    assert await place.reader.position(1) == 1


async def test_a_look_that_fails_is_told_to_all_who_wait(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = await place.append()
    waiting = [asyncio.create_task(place.reader.position(position)) for _ in range(3)]
    await asyncio.sleep(0.05)

    async def fail(_: Sequence[None]) -> Sequence[Reach]:
        raise asyncpg.CannotConnectNowError("starting up")

    monkeypatch.setattr(place.reader.lookout._looks, "_read", fail)
    place.wakeup.projected.send()
    fates = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(fate) for fate in fates] == [asyncpg.CannotConnectNowError] * 3
