"""Whatever happens in whatever order, no fen is lost, invented, or counted for two things."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aid.payment import Payment
from domain.aid.run import Run
from domain.funds.account import FundAccount, account_id
from domain.funds.close_term import CloseTerm
from domain.policy.calendar import Term
from domain.refusal import Refusal
from tests.support.memory import at_once, memory_story
from tests.support.people import holder
from tests.support.story import GRANT, SCHOOL, TERM, Story, payment_of

MONTHS = ("2015-09", "2015-10")
SOURCES = ("CENTRAL", "PROVINCE", "CITY", "COUNTY")
PEOPLE = 3

people, months = st.integers(0, PEOPLE - 1), st.sampled_from(MONTHS)
amounts = st.sampled_from([1, 33_33, 50_00, 200_00, 400_00, 1_000_00])
outcomes = st.sampled_from(["SETTLED", "FAILED", "RETURNED"])
days = st.sampled_from(["2015-09-01", "2015-09-25", "2015-10-10"])


class World(NamedTuple):
    """One school's term: its people, and the runs so far."""

    story: Story
    people: list[str]
    runs: list[Run]


def world() -> World:
    story = memory_story()
    at_once(story.school())
    enrolments = at_once(story.students(PEOPLE))
    at_once(story.roster())
    at_once(story.allocation(1_000_00, "CENTRAL"))
    at_once(story.allocation(333_33, "COUNTY"))
    w = World(story, enrolments, [])
    at_once(pay(w, "2015-09"))
    at_once(report(w, 0, PEOPLE, "SETTLED"))
    return w


def allocate(w: World, source: str, amount: int) -> Coroutine[Any, Any, Any]:
    return w.story.allocation(amount, source)


async def pay(w: World, month: str) -> None:
    w.runs.append(await w.story.run(month))


async def report(w: World, run: int, who: int, outcome: str) -> None:
    """Of one payment; who is nobody's number: of every payment of the run."""
    if w.runs:
        with suppress(AssertionError):  # a line that the bank may not report any more
            await w.story.bank(w.runs[run % len(w.runs)], outcome, w.people[who : who + 1] or None)


def suspend(w: World, who: int, day: str) -> Coroutine[Any, Any, Any]:
    return w.story.change(w.people[who], "SUSPEND", day)


def resume(w: World, who: int, day: str) -> Coroutine[Any, Any, Any]:
    return w.story.change(w.people[who], "RESUME", day)


def recover(w: World, who: int, month: str, amount: int) -> Coroutine[Any, Any, Any]:
    return w.story.recovery(payment_of(w.people[who], month), amount)


async def take_back(w: World, who: int, amount: int) -> None:
    await suspend(w, who, "2015-09-01")
    await recover(w, who, "2015-09", amount)


async def pay_again(w: World, who: int, outcome: str) -> None:
    await resume(w, who, "2015-09-01")
    await pay(w, "2015-09")
    await report(w, -1, PEOPLE, outcome)


def close(w: World) -> Coroutine[Any, Any, Any]:
    return w.story.closed()


def refund(w: World, source: str, amount: int, acknowledged: bool) -> Coroutine[Any, Any, Any]:
    return w.story.refund(amount, source, acknowledged)


Step = tuple[Callable[..., Coroutine[Any, Any, Any]], tuple[Any, ...]]


def step(
    do: Callable[..., Coroutine[Any, Any, Any]], *values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(do), st.tuples(*values))


runs, sources = st.integers(0, 3), st.sampled_from(SOURCES)
payments = [
    step(pay, months),
    step(report, runs, st.just(PEOPLE), st.just("SETTLED")),
    step(report, runs, people, outcomes),
]
changes = [
    step(suspend, people, days),
    step(resume, people, days),
    step(recover, people, months, amounts),
    step(take_back, people, amounts),
    step(take_back, people, amounts),
    step(pay_again, people, outcomes),
]
before = st.lists(
    st.one_of(*payments, *payments, *changes, step(allocate, sources, amounts)), min_size=4, max_size=25
)
refunds = step(refund, st.sampled_from(["CENTRAL", "COUNTY"]), st.sampled_from([1, 33_33]), st.booleans())
after = st.lists(
    st.one_of(refunds, step(refund, sources, amounts, st.booleans()), *payments, *changes),
    min_size=2,
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(before, st.booleans(), after)
def test_the_account_balances_after_any_history(
    open_term: list[Step], closes: bool, closed_term: list[Step]
) -> None:
    w = world()
    end: list[Step] = [(close, ())] if closes else []
    for do, values in [*open_term, *end, *closed_term]:
        with suppress(Refusal):
            at_once(do(w, *values))
        check(w)


def check(w: World) -> None:
    account = at_once(w.story.load(FundAccount, account_id(SCHOOL, GRANT, TERM)))
    payments = [payment for who in w.people for month in MONTHS if (payment := paid(w, who, month))]
    runs = [at_once(w.story.load(Run, run.id)) for run in w.runs]
    balanced(account)
    agrees_with_payments(account, payments)
    assert account.in_transit == sum(run.in_transit for run in runs)
    assert all(run.in_transit >= 0 for run in runs)


def paid(w: World, who: str, month: str) -> Payment | None:
    with suppress(AssertionError):
        return at_once(w.story.load(Payment, payment_of(who, month)))
    return None


def balanced(account: FundAccount) -> None:
    due = sum(account.due.values())
    assert account.allocated + account.recovered == account.settled + account.in_transit + account.left + due
    assert min(account.left, account.in_transit, account.settled, account.recovered) >= 0
    if account.closed:
        assert (account.left, account.available, account.in_transit) == (
            0,
            0,
            0,
        )  # all of it is owed to somebody
    for source in SOURCES:
        owed, sent, arrived = (
            sums.get(source, 0) for sums in (account.due, account.remitted, account.acknowledged)
        )
        assert owed >= sent >= arrived >= 0


def agrees_with_payments(account: FundAccount, payments: list[Payment]) -> None:
    assert sum(p.net for p in payments) == account.settled + account.in_transit - account.recovered
    assert sum(p.amount for p in payments if p.state == "INSTRUCTED") == account.in_transit
    assert sum(p.recovered for p in payments) <= account.recovered  # theirs begins anew with each attempt
    assert all(0 <= p.net <= 200_00 for p in payments)  # never more than a month's grant is out
    assert all(p.net == 0 for p in payments if p.state == "RECOVERED")


def test_a_term_is_not_closed_before_it_began() -> None:
    story = memory_story()
    at_once(story.school())
    at_once(story.allocation())
    early = {"school_code": SCHOOL, "scheme": GRANT, "term": Term.parse(TERM), "closed_on": date(2015, 8, 31)}
    with pytest.raises(Refusal, match="has not begun"):
        at_once(story.act(holder("AID_AUTHORITY"), CloseTerm, **early))
