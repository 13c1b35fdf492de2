"""Rosters, runs and payments as rows: right after every event, and the same however the log is cut into pages."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from domain.aid.payment import Payment
from domain.aid.record_recovery import _due_now
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from projections.aid.arrear_queries import list_arrears
from projections.aid.payment_queries import list_overpayments
from projections.aid.projection import Aid
from projections.registry.projection import Registry
from tests.projections.folding import contents, fold, folded
from tests.support.long_story import SPRING, URBAN, WAIVER, tell_long_story
from tests.support.people import POLICY, holder
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, payment_of

STILL = 2**63 - 1
AID = Aid(POLICY)


async def test_the_rows_are_the_same_whatever_the_size_of_the_pages(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    whole = await folded(ledger, AID, 5_000)
    assert all(whole.values()), "the story leaves no table empty"
    for page in (1, 2, 7, 64):
        assert await folded(ledger, AID, page) == whole


async def test_without_indexes_the_rows_are_the_same(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    whole = await folded(ledger, AID, 5_000)
    await fold(ledger, AID, 50, indexed=False)
    assert await contents(ledger, AID) == whole


async def test_every_payment_is_due_as_the_domain_judges_it(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    session = Session(ledger, holder("FINANCE"), 0, "")
    for row in await payments(ledger):
        payment = await session.load(Payment, row["id"])
        assert payment is not None
        known = (payment.state, payment.net, payment.recovered, payment.attempt, payment.amount)
        assert tuple(row[name] for name in ("state", "net", "recovered", "attempt", "amount")) == known
        assert row["due"] == await _due_now(session, payment)
        assert bool(row["causes"]) == (row["due"] < row["net"] or row["due"] == 0)


async def test_what_is_instructed_is_due_at_that_moment(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    await fold(ledger, AID)
    rows = await ledger.pool.fetch("SELECT due, net, causes FROM payment WHERE known_from = decided_at")
    assert rows
    assert all(row["due"] == row["net"] and row["causes"] == [] for row in rows)


async def test_each_thing_has_one_row_at_any_position(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    await fold(ledger, AID)
    for table in ("roster", "run", "payment"):
        rows = await ledger.pool.fetch(
            f"SELECT id, known_from, known_to FROM {table} ORDER BY id, known_from"
        )
        for earlier, later in pairwise(rows):
            assert earlier["known_to"] == (later["known_from"] if earlier["id"] == later["id"] else STILL)


async def test_a_withdrawal_told_late_takes_the_payment_away_and_is_named_as_the_cause(
    ledger: Ledger, story: Story
) -> None:
    gone, stays = await paid_school(story, 2)
    await story.change(gone, "WITHDRAW", "2015-09-01")
    row = await payment(ledger, gone)
    assert (row["due"], row["net"], row["causes"]) == (0, 200_00, [await changed(ledger)])
    assert row["known_from"] == await changed(ledger)
    assert (await payment(ledger, stays))["due"] == 200_00


async def test_before_it_was_told_the_payment_was_due(ledger: Ledger, story: Story) -> None:
    (gone,) = await paid_school(story, 1)
    before = await ledger.position()
    await story.change(gone, "WITHDRAW", "2015-09-01")
    row = await payment(ledger, gone, at=before)
    assert (row["due"], row["causes"], row["known_to"]) == (200_00, [], await changed(ledger))


async def test_when_the_past_is_changed_back_the_payment_is_due_again(ledger: Ledger, story: Story) -> None:
    (back,) = await paid_school(story, 1)
    await story.change(back, "SUSPEND", "2015-09-01")
    await story.change(back, "RESUME", "2015-09-15")
    row = await payment(ledger, back)
    assert (row["due"], row["causes"], row["state"]) == (200_00, [], "SETTLED")


async def test_a_change_that_leaves_the_month_payable_writes_no_row(ledger: Ledger, story: Story) -> None:
    (gone,) = await paid_school(story, 1)
    await story.change(gone, "WITHDRAW", "2015-09-12")
    await fold(ledger, AID)
    assert await ledger.pool.fetchval("SELECT count(*) FROM payment") == 2  # instructed, settled


async def test_hardship_that_is_taken_back_is_the_cause(ledger: Ledger, story: Story) -> None:
    await story.school()
    (urban,) = await story.students(1, **URBAN)
    await story.hardship(urban)
    await paid(story)
    await story.hardship(urban, "NONE")
    row = await payment(ledger, urban)
    assert (row["due"], row["causes"]) == (0, [await ledger.position()])


@pytest.mark.parametrize(("day", "due"), [("2016-03-01", 0), ("2016-03-02", 200_00)])
async def test_the_school_where_somebody_was_first_in_the_month_is_owed_it(
    ledger: Ledger, story: Story, day: str, due: int
) -> None:
    await story.school(OTHER_SCHOOL, "371502")
    (mover,) = await paid_school(story, 1, SPRING, "2016-03")
    await story.change(mover, "TRANSFER", day, to_school_code=OTHER_SCHOOL)
    await story.roster(OTHER_SCHOOL, term=SPRING)
    row = await payment(ledger, mover, "2016-03")
    assert (row["due"], row["causes"]) == (due, [] if due else [await changed(ledger)])


async def test_a_payment_that_failed_is_paid_again_as_a_second_attempt(ledger: Ledger, story: Story) -> None:
    await paid_school(story, 1, outcome="FAILED")
    again = await story.run()
    (row,) = await payments(ledger)
    assert (row["attempt"], row["state"], row["net"], row["run"]) == (2, "INSTRUCTED", 200_00, again.id)
    assert json.loads(row["facts"])[0] == "REGISTERED"
    states = await ledger.pool.fetch("SELECT state FROM payment ORDER BY known_from")
    assert [state[0] for state in states] == ["INSTRUCTED", "FAILED", "INSTRUCTED"]


async def test_what_another_school_paid_is_arrears_once_all_of_it_came_back(
    ledger: Ledger, story: Story
) -> None:
    await story.school(OTHER_SCHOOL, "371502")
    (mover,) = await paid_school(story, 1, SPRING, "2016-03")
    await story.change(mover, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)
    await story.roster(OTHER_SCHOOL, term=SPRING)
    for back, owed in ((50_00, []), (150_00, [200_00])):
        await story.recovery(payment_of(mover, "2016-03"), back)
        await fold(ledger, Registry())
        await fold(ledger, AID)
        arrears = await list_arrears(ledger.pool, None, STILL - 1, None, "2016-03", None, 10)
        assert [row.amount for row in arrears] == owed


@pytest.mark.parametrize("back", [50_00, 200_00])
async def test_what_was_taken_back_and_paid_again_is_overpaid_once_when_it_is_lost_again(
    ledger: Ledger, story: Story, back: int
) -> None:
    (one,) = await paid_school(story, 1)
    await story.change(one, "SUSPEND", "2015-09-01")
    await story.recovery(payment_of(one), back)
    await story.change(one, "RESUME", "2015-09-01")
    await story.bank(await story.run())
    await story.change(one, "SUSPEND", "2015-09-01")
    await fold(ledger, Registry())
    await fold(ledger, AID)
    (row,) = await list_overpayments(ledger.pool, None, STILL - 1, None, None, None, 10)
    assert (row.overpaid, row.recovered, row.net) == (200_00, 0, 200_00)


async def test_a_recovery_in_parts(ledger: Ledger, story: Story) -> None:
    (gone,) = await paid_school(story, 1)
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(gone), 50_00)
    row = await payment(ledger, gone)
    assert (row["state"], row["net"], row["recovered"], row["due"]) == ("SETTLED", 150_00, 50_00, 0)
    await story.recovery(payment_of(gone), 150_00)
    row = await payment(ledger, gone)
    assert (row["state"], row["net"], row["recovered"]) == ("RECOVERED", 0, 200_00)
    assert row["causes"] == [await changed(ledger)]


async def test_claims_follow_what_is_known_of_each_month(ledger: Ledger, story: Story) -> None:
    gone, never = await paid_school(story, 2)
    await story.change(gone, "WITHDRAW", "2015-11-01")
    await story.change(never, "WITHDRAW", "2015-09-01")
    await fold(ledger, AID)
    rows = await ledger.pool.fetch(
        f"SELECT enrolment, school, months, amounts FROM entitlement WHERE known_to = {STILL}"
    )
    assert [tuple(row) for row in rows] == [(gone, SCHOOL, ["2015-09", "2015-10"], [200_00, 200_00])]


async def test_claims_to_the_waiver_are_its_own(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.students(1)
    await story.roster(scheme=WAIVER)
    await fold(ledger, AID)
    row = await ledger.pool.fetchrow("SELECT scheme, term, amounts FROM entitlement")
    assert tuple(row) == (WAIVER, "2015-AUTUMN", [200_00] * 5)


async def test_a_roster_keeps_every_step_and_only_its_last_list(ledger: Ledger, story: Story) -> None:
    await story.school()
    first, _ = await story.students(2)
    roster = await story.roster_draft()
    await story.roster_submitted(roster)
    await story.roster_reviewed(roster, "REJECT")
    await story.change(first, "WITHDRAW", "2015-09-01")
    await story.roster_draft()
    await fold(ledger, AID)
    row = await ledger.pool.fetchrow(f"SELECT * FROM roster WHERE known_to = {STILL}")
    assert (row["state"], row["published_on"], row["supplementary"]) == ("DRAFT", None, False)
    steps = [(step["role"], step["scope"], step["decision"]) for step in json.loads(row["steps"])]
    officer = ("AID_OFFICER", SCHOOL, None)
    judges = [("PRINCIPAL", SCHOOL, "APPROVE"), ("AID_AUTHORITY", "371525", "REJECT")]
    assert steps == [officer, officer, *judges, officer]
    assert await ledger.pool.fetchval(f"SELECT count(*) FROM roster_entry WHERE known_to = {STILL}") == 1
    assert await ledger.pool.fetchval("SELECT count(*) FROM roster_entry") == 3


async def test_those_left_out_are_kept_with_the_reason(ledger: Ledger, story: Story) -> None:
    await story.school()
    gone, _ = await story.students(2)
    (urban,) = await story.students(1, **URBAN)
    await story.roster()
    await story.allocation()
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.run()
    await fold(ledger, AID)
    listed = "SELECT enrolment, code FROM roster_exclusion"
    assert [tuple(row) for row in await ledger.pool.fetch(listed)] == [(urban, "NO_GROUNDS")]
    unpaid = "SELECT enrolment, code FROM run_exclusion"
    assert (gone, "NOT_ACTIVE") in [tuple(row) for row in await ledger.pool.fetch(unpaid)]


async def test_a_run_adds_up_what_the_bank_reported(ledger: Ledger, story: Story) -> None:
    await story.school()
    a, b, c, d = await story.students(4)
    await story.roster()
    await story.allocation()
    run = await story.run()
    await story.bank(run, "SETTLED", [a, b])
    await story.bank(run, "FAILED", [c])
    assert await sums(ledger) == ("APPROVED", 400_00, 200_00, 0)
    await story.bank(run, "RETURNED", [d])
    await story.bank(run, "RETURNED", [a])
    assert await sums(ledger) == ("CLOSED", 200_00, 200_00, 400_00)


async def paid_school(
    story: Story, count: int, term: str = "2015-AUTUMN", month: str = "2015-09", outcome: str = "SETTLED"
) -> list[str]:
    """A school of so many students, all of them paid one month."""
    await story.school()
    enrolments = await story.students(count)
    await paid(story, term, month, outcome)
    return enrolments


async def paid(
    story: Story, term: str = "2015-AUTUMN", month: str = "2015-09", outcome: str = "SETTLED"
) -> None:
    await story.roster(term=term)
    await story.allocation(term=term)
    await story.bank(await story.run(month), outcome)


async def payments(ledger: Ledger, at: int = STILL - 1) -> list[Any]:
    await fold(ledger, AID)
    rows: list[asyncpg.Record] = await ledger.pool.fetch(
        "SELECT * FROM payment WHERE known_from <= $1 AND known_to > $1 ORDER BY id", at
    )
    return rows


async def payment(ledger: Ledger, enrolment: str, month: str = "2015-09", at: int = STILL - 1) -> Any:
    (row,) = [row for row in await payments(ledger, at) if row["id"] == payment_of(enrolment, month)]
    return row


async def sums(ledger: Ledger) -> tuple[Any, ...]:
    await fold(ledger, AID)
    row = await ledger.pool.fetchrow(
        f"SELECT state, settled, failed, returned FROM run WHERE known_to = {STILL}"
    )
    return tuple(row)


async def changed(ledger: Ledger) -> int:
    """Position of the last status change."""
    return int(
        await ledger.pool.fetchval(
            "SELECT max(notification_id) FROM ledger_events WHERE topic = 'registry.StatusChanged.v1'"
        )
    )
