"""Commands that ask together share a statement, and each gets an answer of its own, as new as its question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import pytest

from domain.catalogue import EVENTS
from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres import grouped_reads
from domain.ledger.postgres.grouped_reads import GROUP, LANES, GroupedReads
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.registry.school import school_id
from tests.conftest import SECRET
from tests.domain.ledger.decisions import decision
from tests.domain.ledger.test_silence import backend_of, frozen
from tests.support.people import PROVINCE
from tests.support.statements import statements_of
from tests.support.story import COUNTY, Story

AT_ONCE = 64


class Slow:
    """Answers each question with the number of the statement, once it is let go."""

    def __init__(self) -> None:
        self.sent: list[Sequence[int]] = []
        self.let_go = asyncio.Event()

    async def __call__(self, questions: Sequence[int]) -> Sequence[int]:
        self.sent.append(questions)
        number = len(self.sent)
        await self.let_go.wait()
        return [number for _ in questions]


async def moment() -> None:
    """Until everybody has come as far as they get by themselves."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_64_commands_at_once_ask_as_often_as_a_few(story: Story) -> None:
    schools = [await story.school(f"3637{number:06}") for number in range(AT_ONCE)]
    with statements_of(story.ledger) as alone:
        await story.allocation(school=schools[0])
    with statements_of(story.ledger) as together:
        await asyncio.gather(*(story.allocation(school=school) for school in schools[1:]))
    assert len(alone) == 3  # the key and the head, the school, the account
    assert len(together) <= 3 * len(alone)
    assert await story.ledger.position() == AT_ONCE + 2 * AT_ONCE


async def test_who_asks_alone_is_not_made_to_wait_for_others() -> None:
    slow = Slow()
    reads = GroupedReads(slow)
    alone = asyncio.create_task(reads.ask(1))
    await moment()
    assert slow.sent == [[1]]
    slow.let_go.set()
    assert await alone == 1


async def test_a_question_is_answered_by_no_statement_that_was_sent_before_it_was_asked() -> None:
    slow = Slow()
    reads = GroupedReads(slow)
    asked = []
    for question in range(LANES + 2):
        asked.append(asyncio.create_task(reads.ask(question)))
        await moment()
    assert slow.sent == [[question] for question in range(LANES)]
    slow.let_go.set()
    assert await asyncio.gather(*asked) == [*range(1, LANES + 1), LANES + 1, LANES + 1]


async def test_a_statement_takes_so_many_questions_and_no_more() -> None:
    slow = Slow()
    slow.let_go.set()
    reads = GroupedReads(slow)
    await asyncio.gather(*map(reads.ask, range(2 * GROUP + 1)))
    assert [len(questions) for questions in slow.sent] == [GROUP, GROUP, 1]


async def test_who_gives_up_takes_the_answer_from_nobody() -> None:
    slow = Slow()
    reads = GroupedReads(slow)
    sent = [asyncio.create_task(reads.ask(question)) for question in range(3)]
    await moment()
    kept = [*sent[1:], *(asyncio.create_task(reads.ask(10)) for _ in range(LANES - 1))]
    await moment()
    waiting = [asyncio.create_task(reads.ask(question)) for question in (20, 21)]
    await moment()
    sent[0].cancel()
    waiting[0].cancel()
    await moment()
    slow.let_go.set()
    assert await asyncio.gather(*kept) == [1, 1, *range(2, LANES + 1)]
    assert await waiting[1] == LANES + 1
    assert slow.sent[-1] == [21]


async def test_others_go_around_a_statement_that_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped_reads, "PATIENCE", 0.05)
    silent, reads = Slow(), GroupedReads[int, int](lambda questions: silent(questions))
    lost = []
    for question in range(LANES):
        lost.append(asyncio.create_task(reads.ask(question)))
        await moment()
    never, silent = silent, Slow()
    silent.let_go.set()
    assert await reads.ask(7) == 1
    assert not any(task.done() for task in lost)
    never.let_go.set()
    await asyncio.gather(*lost)


async def test_a_failure_is_told_to_each_and_the_next_are_answered(dsn: str) -> None:
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, pool_size=1, statement_timeout=1) as ledger:
        with frozen(await backend_of(ledger.pool)):
            asked = [asyncio.create_task(ledger.begin("somebody", str(number))) for number in range(5)]
            fates = await asyncio.gather(*asked, return_exceptions=True)
        assert {type(fate) for fate in fates} == {LedgerUnavailable}
        assert await ledger.begin("somebody", "again") == 0


async def test_a_question_that_the_database_refuses_sinks_no_other(ledger: Ledger) -> None:
    names = ["one", "a\0b", "two"]
    fates = await asyncio.gather(*(ledger.begin(name, "key") for name in names), return_exceptions=True)
    assert [isinstance(fate, Exception) for fate in fates] == [False, True, False]
    assert not isinstance(fates[1], LedgerUnavailable)


async def test_who_knows_part_of_a_stream_gets_the_rest_and_who_asks_beside_gets_it_whole(
    ledger: Ledger,
) -> None:
    long, short, none = uuid4(), uuid4(), uuid4()
    head = await ledger.append(decision(0, long, short))
    await ledger.append(decision(head, long, version=2))

    async def versions(*ids: object, **known: int) -> list[list[int]]:
        since = {long: known["since"]} if known else {}
        found = [events async for events in ledger.streams(ids, since)]  # type: ignore[arg-type]
        return [[event.originator_version for event in events] for events in found]

    with statements_of(ledger) as seen:
        found = await asyncio.gather(
            versions(long), versions(long, since=1), versions(long, since=2), versions(none), versions(short)
        )
    assert [*found] == [[[1, 2]], [[2]], [], [], [[1]]]
    assert len(seen) == 1


async def test_what_is_loaded_is_at_least_as_new_as_the_head_that_was_read(
    story: Story, other: Ledger
) -> None:
    """Whoever begins sees what stands at the head, though others ask for the same all the time."""
    seen = []

    async def look(school: str) -> None:
        while True:
            head = await other.begin("somebody", uuid4().hex)
            found = [events async for events in other.streams([school_id(school)])]
            seen.append((head, len(found)))
            if found:
                return

    codes = [f"3637{number:06}" for number in range(10)]
    for position, code in enumerate(codes, 1):
        looking = [asyncio.create_task(look(code)) for _ in range(8)]
        await asyncio.sleep(0.005)
        await story.school(code, COUNTY)
        await asyncio.gather(*looking)
        assert all(found for head, found in seen if head >= position)
        seen.clear()
