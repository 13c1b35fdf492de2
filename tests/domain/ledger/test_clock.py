"""A clock that jumps: it is noticed, bounded, and what was known at an instant stays what was known."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.ledger.clock import BELIEVED, JUMP, SteadyClock
from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.instants import newest_by
from domain.ledger.postgres.ledger import Ledger
from projections.verify.fault import Fault
from projections.verify.log import walk
from tests.domain.ledger.decisions import decision

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


class Asked(Connections):
    """Counts the statements that it passes on."""

    def __init__(self, pool: Connections) -> None:
        self._pool = pool
        self.statements = 0

    async def fetchval(self, query: str, *args: Any) -> Any:
        self.statements += 1
        return await self._pool.fetchval(query, *args)


class Passing:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_clock_that_goes_on_is_believed() -> None:
    passing = Passing()
    clock = SteadyClock(NOON, passing)
    for _ in range(100):
        passing.seconds += 30
        assert not clock.look(NOON + timedelta(seconds=passing.seconds * 1.001))
    assert not clock.has_jumped
    earliest, latest = clock.bounds()
    assert earliest < NOON + timedelta(seconds=passing.seconds) < latest


@pytest.mark.parametrize("jump", [YEAR, -YEAR, 2 * JUMP, -2 * JUMP])
def test_a_jump_is_told_once_and_bounds_stay_where_time_is(jump: timedelta) -> None:
    passing = Passing()
    clock = SteadyClock(NOON, passing)
    told = []
    for _ in range(10):
        passing.seconds += 1
        told.append(clock.look(NOON + timedelta(seconds=passing.seconds) + jump))
    assert told == [True, *[False] * 9]
    assert (clock.has_jumped, clock.ahead) == (True, jump)
    now = NOON + timedelta(seconds=10)
    assert clock.bounds() == (now - JUMP, now + JUMP)
    passing.seconds += 1
    clock.look(NOON + timedelta(seconds=11))
    assert not clock.has_jumped


def test_a_clock_that_keeps_to_its_new_time_is_believed_after_a_while() -> None:
    passing = Passing()
    clock = SteadyClock(NOON, passing)
    while passing.seconds <= BELIEVED + 1:
        clock.look(NOON + YEAR + timedelta(seconds=passing.seconds))
        passing.seconds += 1
    assert not clock.has_jumped
    assert clock.now() >= NOON + YEAR


async def append(ledger: Ledger) -> int:
    return await ledger.append(decision(await ledger.position(), uuid4()))


async def instant_of(ledger: Ledger, position: int) -> datetime:
    instant: datetime = (await ledger.rows_at([position]))[position]["recorded_at"]
    return instant


async def faults_of(ledger: Ledger) -> list[Fault]:
    faults: list[Fault] = []
    async for _ in walk(ledger, await ledger.position(), faults):
        pass
    return faults


async def now(ledger: Ledger) -> datetime:
    shown: datetime = await ledger.pool.fetchval("SELECT clock_timestamp()")
    return shown


async def test_an_instant_is_never_more_than_a_minute_from_where_time_is(ledger: Ledger) -> None:
    """The database's clock stands a year away from what was seen of it, as after a jump."""
    shown = await now(ledger)
    ledger.recorder.clock = SteadyClock(shown - YEAR)
    await ledger.pool.execute("UPDATE head SET recorded_at = $1", shown - YEAR)
    position = await append(ledger)
    assert abs(await instant_of(ledger, position) - (shown - YEAR)) <= 2 * JUMP


async def test_a_head_that_lies_in_the_future_poisons_no_instant(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    first = await append(ledger)
    before = await now(ledger)
    await owner.execute("UPDATE head SET recorded_at = $1", before + YEAR)
    second, third = await append(ledger), await append(ledger)
    assert abs(await instant_of(ledger, second) - before) < JUMP
    after = await now(ledger)
    assert [await ledger.position_at(at) for at in (before, after, after + 2 * YEAR)] == [first, third, third]
    assert list(map(str, await faults_of(ledger))) == []


async def test_what_was_recorded_under_a_wrong_clock_is_known_once_the_clock_is_right_again(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    first = await append(ledger)
    before = await now(ledger)
    # As a process leaves it that was started while the clock was a year ahead.
    ledger.recorder.clock = SteadyClock(before + YEAR)
    wrong = [await append(ledger) for _ in range(2)]
    assert await instant_of(ledger, wrong[0]) > before + YEAR - 2 * JUMP
    ledger.recorder.clock = SteadyClock(await now(ledger))
    during = await now(ledger)
    right = await append(ledger)
    after = await now(ledger)
    assert await ledger.position_at(before) == first
    assert await ledger.position_at(during) == first
    assert await ledger.position_at(after) == right
    assert await owner.fetchval("SELECT array_agg(position) FROM clock_step") == [wrong[-1]]
    assert list(map(str, await faults_of(ledger))) == []


async def test_what_was_known_is_soon_found_though_two_processes_set_the_clock_to_and_fro(
    ledger: Ledger, other: Ledger
) -> None:
    """One was started while the clock was wrong, the other one before: until it believes it, too."""
    first = await append(ledger)
    before = await now(ledger)
    other.recorder.clock = SteadyClock(before + timedelta(hours=1))
    for _ in range(200):
        await append(other)
        right = await append(ledger)
    assert len(await ledger.clock_steps()) == 200
    assert await ledger.position_at(before) == first
    assert await ledger.position_at(await now(ledger)) == right
    assert await ledger.position_at(before - YEAR) == 0


async def test_whatever_was_recorded_by_an_instant_is_found_by_one_statement(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    """Against the definition: the newest position whose instant is not later, in the newest stretch that has one."""
    began = await now(ledger)
    for minute in (0, 2, 9, 5, 6, 6, 8, 1, 3, 0, 7, 7):  # where it goes back there is a step of the clock
        ledger.recorder.clock = SteadyClock(began + timedelta(minutes=minute))
        await append(ledger)
    rows = await ledger.pool.fetch("SELECT notification_id, recorded_at FROM ledger_events ORDER BY 1")
    steps = [0, *sorted(await ledger.clock_steps())]
    assert len(steps) > 3
    asked = Asked(ledger.pool)
    for minute in range(-2, 13):
        instant = began + timedelta(minutes=minute, seconds=1)
        for last in range(len(rows) + 1):
            known = [place for place, recorded_at in rows[:last] if recorded_at <= instant]
            said = next(
                (
                    max(in_it)
                    for step in reversed(steps)
                    if (in_it := [place for place in known if place > step])
                ),
                0,
            )
            assert await newest_by(asked, instant, last) == said
    assert asked.statements == 15 * (len(rows) + 1)


async def test_instants_that_go_back_without_a_step_are_a_fault(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    await append(ledger)
    second = await append(ledger)
    await owner.execute("ALTER TABLE ledger_events DISABLE TRIGGER ALL")
    await owner.execute(
        "UPDATE ledger_events SET recorded_at = recorded_at - interval '1 hour' WHERE notification_id = $1",
        second,
    )
    assert list(map(str, await faults_of(ledger))) == ["Event 2 was recorded before the one ahead of it."]


async def test_the_ledger_looks_at_the_clock_of_its_database(ledger: Ledger) -> None:
    assert not await ledger.look_at_clock()
    assert abs(ledger.clock.now() - await now(ledger)) < timedelta(seconds=1)
    await asyncio.sleep(0.05)
    assert abs(ledger.clock.now() - await now(ledger)) < timedelta(seconds=1)
