"""A crowd at one stream: each has its turn, in the order of coming, and nobody elsewhere waits for it."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID, uuid4

import pytest

from domain.funds.account import AccountAnswer, FundAccount, account_id
from domain.funds.record_allocation import RecordAllocation, record_allocation
from domain.ledger import turns as lines
from domain.ledger.grown import LONG, GrownStreams
from domain.ledger.perform import carry_out
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from domain.ledger.turns import Crowded, Turns
from domain.policy.calendar import Term
from domain.vocabulary import FundSource, Scheme
from tests.domain.ledger.racing import after_first_decision
from tests.support.people import holder
from tests.support.story import GRANT, SCHOOL, TERM, Story

CROWD = 24
FINANCE = holder("FINANCE")


async def stand(turns: Turns, streams: frozenset[UUID], name: str, said: list[str]) -> None:
    async with turns.of(streams):
        said.append(f"{name} in")
        await asyncio.sleep(0)
        said.append(f"{name} out")


async def test_at_one_stream_they_come_one_after_the_other_and_elsewhere_at_once() -> None:
    turns, here, there = Turns(), frozenset({uuid4()}), frozenset({uuid4()})
    said: list[str] = []
    asked = [("a", here), ("b", here), ("c", there), ("d", here)]
    await asyncio.gather(*(stand(turns, streams, name, said) for name, streams in asked))
    assert [word for word in said if word[0] != "c"] == ["a in", "a out", "b in", "b out", "d in", "d out"]
    assert said.index("c in") < said.index("a out")


async def test_who_stands_in_several_lines_waits_for_all_of_them_and_for_nobody_behind() -> None:
    turns, one, two = Turns(), uuid4(), uuid4()
    said: list[str] = []
    asked = [("a", {one}), ("b", {two}), ("both", {one, two}), ("c", {one}), ("d", {two})]
    await asyncio.gather(*(stand(turns, frozenset(streams), name, said) for name, streams in asked))
    assert said.index("both in") > max(said.index("a out"), said.index("b out"))
    assert said.index("both out") < min(said.index("c in"), said.index("d in"))
    assert turns.waited_for([one, two]) == frozenset()


async def test_who_gives_up_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_WAIT", 0.05)
    turns, here = Turns(), frozenset({uuid4()})
    async with turns.of(here):
        assert turns.waited_for(here) == here
        with pytest.raises(Crowded):
            async with turns.of(here):
                pass
    said: list[str] = []
    await stand(turns, here, "next", said)
    assert said == ["next in", "next out"]


def allocation(number: int, school: str = SCHOOL) -> RecordAllocation:
    return RecordAllocation(
        idempotency_key=uuid4().hex,
        school_code=school,
        scheme=Scheme.GRANT,
        term=Term.parse(TERM),
        source=FundSource.CENTRAL,
        amount=100,
        document_number=f"财教〔2015〕{number}号",
        received_on=Term.parse(TERM).first_day,
    )


async def test_a_crowd_at_one_account_is_served_whole_while_a_stranger_does_not_wait(story: Story) -> None:
    await story.school()
    await story.school("3637000002")
    barrier = asyncio.Barrier(CROWD)
    decide = after_first_decision(record_allocation, lambda: asyncio.sleep(0))
    crowd = [
        asyncio.create_task(
            carry_out(
                story.ledger, FINANCE, after_first_decision(record_allocation, barrier.wait), allocation(n)
            )
        )
        for n in range(CROWD)
    ]
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await carry_out(story.ledger, FINANCE, decide, allocation(CROWD, "3637000002"))
    stranger = time.monotonic() - began
    await asyncio.gather(*crowd)
    account = await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))
    assert account.allocated == CROWD * 100
    assert stranger < 2
    assert story.ledger.turns.overtaken <= 2 * CROWD, "in its turn nobody is overtaken again"


async def test_newcomers_stand_behind_those_who_were_overtaken(story: Story, other: Ledger) -> None:
    """Somebody is overtaken by another process; while they decide again somebody new comes to the same account."""
    await story.school()
    again = asyncio.Event()
    came: list[str] = []

    async def overtaken(session: Session, command: RecordAllocation) -> AccountAnswer:
        answer = await record_allocation(session, command)
        if story.ledger.turns.overtaken:
            again.set()
            await asyncio.sleep(0.3)
        else:
            await carry_out(other, FINANCE, record_allocation, allocation(1))
        return answer

    async def first() -> None:
        await carry_out(story.ledger, FINANCE, overtaken, allocation(2))
        came.append("first")

    async def newcomer() -> None:
        await again.wait()
        await carry_out(story.ledger, FINANCE, record_allocation, allocation(3))
        came.append("newcomer")

    async with asyncio.timeout(10):
        await asyncio.gather(first(), newcomer())
    assert came == ["first", "newcomer"]
    assert story.ledger.turns.overtaken == 2


async def test_of_a_long_stream_only_what_is_new_is_loaded_and_it_is_the_same_account(story: Story) -> None:
    await story.school()
    for number in range(LONG + 5):
        await carry_out(story.ledger, FINANCE, record_allocation, allocation(number))
    stream = account_id(SCHOOL, GRANT, TERM)
    kept = story.ledger.grown.among([stream])[stream]
    assert kept.version >= LONG
    whole = [events async for events in story.ledger.streams([stream])]
    since = [events async for events in story.ledger.streams([stream], {stream: kept.version})]
    assert (len(whole[0]), len(since[0]) if since else 0) == (LONG + 6, LONG + 6 - kept.version)
    known = await story.load(FundAccount, stream)
    story.ledger.grown = GrownStreams()
    afresh = await story.load(FundAccount, stream)
    assert vars(known) == vars(afresh)


async def test_what_one_decision_makes_of_a_long_stream_no_other_sees(story: Story) -> None:
    await story.school()
    for number in range(LONG + 1):
        await carry_out(story.ledger, FINANCE, record_allocation, allocation(number))
    account = await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))
    before = account.allocated
    account.allocations.append(("CENTRAL", 1, "", ""))
    account.owe({"CENTRAL": 5})
    again = await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))
    assert (again.allocated, again.due) == (before, {})
