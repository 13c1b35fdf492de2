"""Several committers that take their time; whoever follows them sees each event of the scope once, in order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.log import Proposal
from domain.ledger.postgres.ledger import open_ledger
from domain.ledger.postgres.recorder import Appended, Recorder
from domain.mandate import Mandate
from domain.refusal import Refusal
from tests.conftest import SECRET
from tests.journeys.subscribers import over_events, over_socket, positions_of
from tests.support.people import PROVINCE, holder
from tests.support.server import Served
from tests.support.story import Story

Follow = Callable[..., AsyncGenerator[Any, None]]

WRITERS, ROUNDS = 4, 8
COUNTIES = ("371525", "370102")
HERE = COUNTIES[0]
EVERYWHERE, COUNTY, SCHOOL = holder("AUDITOR"), holder("AUDITOR", HERE), holder("PRINCIPAL", "3637000000")
MIDDLE = 60  # events that are there when the late ones come
LONGEST_BREAK = 40  # events between two cuts

append = Recorder.append


async def slowly(
    recorder: Recorder, connection: asyncpg.Connection, decisions: Sequence[Proposal]
) -> list[Appended]:
    """An append that takes its time before it commits."""
    async with connection.transaction():
        fates = await append(recorder, connection, decisions)
        await asyncio.sleep(random.choice([0, 0.002, 0.01]))
    return fates


async def write(dsn: str, number: int) -> None:
    """One school's beginnings in one of the counties, by a committer with a pool and a queue of its own."""
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        story = Story(ledger)
        story.people = number * 1_000
        school = await story.school(f"3637{number:06}", COUNTIES[number % 2])
        for turn in range(ROUNDS):
            enrolment, *_ = await story.students(turn % 3 + 1, school)
            await story.allocation(school=school)
            await story.change(enrolment, "SUSPEND", "2015-10-01", school)
            with pytest.raises(Refusal):  # a command that records nothing leaves no hole
                await story.change(enrolment, "SUSPEND", "2015-10-01", school)


async def followed(
    stream: AsyncGenerator[Any, None], last: asyncio.Future[int], seen: list[int]
) -> list[int]:
    """Positions up to the last one, which is known only when all is written."""
    async with aclosing(stream), asyncio.timeout(60):
        async for event in stream:
            seen.append(int(event["position"]))
            if last.done() and seen[-1] >= last.result():
                break
    return seen


async def cut(served: Served, follow: Follow, by: Mandate, last: asyncio.Future[int]) -> list[int]:
    """Loses the connection again and again, and goes on after the last position seen."""
    seen: list[int] = []
    while not (last.done() and seen and seen[-1] >= last.result()):
        since = str(seen[-1]) if seen else "0"
        async with aclosing(follow(served, by, since=since)) as stream, asyncio.timeout(60):
            left = random.randrange(1, LONGEST_BREAK)
            async for event in stream:
                seen.append(int(event["position"]))
                left -= 1
                if not left or (last.done() and seen[-1] >= last.result()):
                    break
    return seen


async def test_while_several_write(served: Served, dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "append", slowly)
    last: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    follows: tuple[Follow, Follow] = (over_socket, over_events)
    async with asyncio.TaskGroup() as tasks:
        steady = {
            (by, follow): tasks.create_task(followed(follow(served, by, since="0"), last, []))
            for by in (EVERYWHERE, COUNTY, SCHOOL)
            for follow in follows
        }
        broken = {
            (by, follow): tasks.create_task(cut(served, follow, by, last))
            for by in (EVERYWHERE, COUNTY)
            for follow in follows
        }
        writers = [tasks.create_task(write(dsn, number)) for number in range(WRITERS)]
        while (middle := await served.ledger.position()) < MIDDLE:
            pass
        late = {
            (by, follow): tasks.create_task(followed(follow(served, by, since=str(middle)), last, []))
            for by in (EVERYWHERE, COUNTY)
            for follow in follows
        }

        await asyncio.gather(*writers)
        # One more that everybody may see, so that everybody comes to an end.
        story = Story(served.ledger)
        story.people = WRITERS * 1_000
        last.set_result(await served.ledger.position() + len(("entered", "registered", "approved")))
        await story.students(1, "3637000000")
    for (by, _), reading in [*steady.items(), *broken.items()]:
        assert reading.result() == await positions_of(served.ledger, by)
    for (by, _), reading in late.items():
        assert reading.result() == [at for at in await positions_of(served.ledger, by) if at > middle]
    assert middle < last.result()
