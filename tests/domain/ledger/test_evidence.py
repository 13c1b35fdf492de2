"""What a decision stands on is checked when it is written; and of those that exclude each other, one takes effect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.aid.approve_run import ApproveRun, approve_run
from domain.aid.draft_roster import DraftAidRoster, draft_aid_roster
from domain.aid.draft_run import DraftRun, draft_run
from domain.aid.payment import Payment
from domain.aid.record_bank_results import BankResult, RecordBankResults, record_bank_results
from domain.aid.record_recovery import RecordRecovery, record_recovery
from domain.aid.roster import Roster
from domain.aid.roster_steps import PublishAidRoster, SubmitAidRoster, submit_aid_roster
from domain.aid.run import Run, run_id
from domain.funds.account import FundAccount, account_id
from domain.funds.close_term import CloseTerm, close_term
from domain.funds.refund import RemitRefund, remit_refund
from domain.ledger.perform import carry_out
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from domain.policy.calendar import Month, Term
from domain.refusal import Refusal
from domain.vocabulary import BankOutcome
from tests.domain.ledger.racing import Contender, after_first_decision, contender, race
from tests.support.people import holder
from tests.support.story import GRANT, MONTH, SCHOOL, TERM, Story, payment_of

PRINCIPAL, AUTHORITY, FINANCE = holder("PRINCIPAL", SCHOOL), holder("AID_AUTHORITY"), holder("FINANCE")


@pytest.fixture(params=["one process", "two processes"])
def second(request: pytest.FixtureRequest, ledger: Ledger, other: Ledger) -> Ledger:
    """The ledger through which the second contender comes."""
    return ledger if request.param == "one process" else other


async def covered(story: Story, count: int = 3, fen: int = 10_000_00) -> list[str]:
    """Students of one school on an approved roster, with money; their enrolments."""
    await story.school()
    enrolments = await story.students(count)
    await story.roster()
    await story.allocation(fen)
    return enrolments


async def account(story: Story) -> FundAccount:
    return await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))


async def instructed(story: Story) -> int:
    count: int = await story.ledger.pool.fetchval(
        "SELECT count(*) FROM ledger_events WHERE topic = 'aid.PaymentInstructed.v1'"
    )
    return count


def approval(ledger: Ledger, run: Run, by: Mandate = PRINCIPAL) -> Contender:
    return contender(ledger, by, approve_run, ApproveRun, run_id=run.id, digest=run.digest)


async def test_a_withdrawal_between_reading_and_appending_stops_the_payments(
    story: Story, other: Ledger
) -> None:
    leaver, *_ = await covered(story)
    run = await story.run_draft()
    elsewhere = Story(other)

    async def withdraw() -> None:
        await elsewhere.change(leaver, "WITHDRAW", "2015-09-01")

    decide = after_first_decision(approve_run, withdraw)
    with pytest.raises(Refusal, match="EVIDENCE_CHANGED"):
        await carry_out(story.ledger, PRINCIPAL, decide, approval(story.ledger, run).command)
    assert story.ledger.turns.overtaken == 1
    assert await instructed(story) == 0
    assert ((await account(story)).in_transit, (await story.load(Run, run.id)).state) == (0, "DRAFT")


async def test_a_change_that_leaves_the_month_due_only_makes_it_decide_again(
    story: Story, other: Ledger
) -> None:
    leaver, *_ = await covered(story)
    run = await story.run_draft()
    elsewhere = Story(other)

    async def withdraw() -> None:
        await elsewhere.change(leaver, "WITHDRAW", "2015-10-01")

    decide = after_first_decision(approve_run, withdraw)
    await carry_out(story.ledger, PRINCIPAL, decide, approval(story.ledger, run).command)
    assert (story.ledger.turns.overtaken, await instructed(story)) == (1, 3)


async def test_a_withdrawal_between_draft_and_approval_stops_the_run(story: Story) -> None:
    leaver, *_ = await covered(story)
    run = await story.run_draft()
    await story.change(leaver, "WITHDRAW", "2015-09-01")
    position = await story.ledger.position()
    assert await race(approval(story.ledger, run)) == ([], ["EVIDENCE_CHANGED"])
    assert (await story.ledger.position(), await instructed(story)) == (position, 0)
    again = await story.run()
    assert (again.total, await instructed(story)) == (400_00, 2)


async def test_a_withdrawal_that_is_only_requested_stops_nothing(story: Story) -> None:
    leaver, *_ = await covered(story)
    run = await story.run_draft()
    await story.requested(leaver, "WITHDRAW", "2015-09-01")
    won, _ = await race(approval(story.ledger, run))
    assert (len(won), await instructed(story)) == (1, 3)


async def test_a_payment_made_by_another_run_since_the_draft_stops_the_run(story: Story) -> None:
    await covered(story)
    run = await story.run_draft()
    await story.run()
    assert await race(approval(story.ledger, run)) == ([], ["EVIDENCE_CHANGED"])
    assert await instructed(story) == 3


async def test_of_two_approvals_of_one_run_one_takes_effect(story: Story, second: Ledger) -> None:
    await covered(story)
    run = await story.run_draft()
    won, lost = await race(approval(story.ledger, run), approval(second, run, AUTHORITY))
    assert (len(won), lost) == (1, ["ALREADY_DONE"])
    assert ((await account(story)).in_transit, await instructed(story)) == (600_00, 3)


async def test_of_two_runs_of_one_month_one_is_paid(story: Story, second: Ledger) -> None:
    await covered(story)
    runs = [await story.run_draft() for _ in range(2)]
    won, lost = await race(approval(story.ledger, runs[0]), approval(second, runs[1]))
    assert (len(won), lost) == (1, ["EVIDENCE_CHANGED"])
    assert ((await account(story)).in_transit, await instructed(story)) == (600_00, 3)


async def test_of_two_runs_for_one_budget_one_gets_it(story: Story, second: Ledger) -> None:
    await covered(story, fen=1_000_00)
    runs = [await story.run_draft(month) for month in ("2015-09", "2015-10")]
    won, lost = await race(approval(story.ledger, runs[0]), approval(second, runs[1]))
    assert (len(won), lost) == (1, ["INSUFFICIENT_FUNDS"])
    assert ((await account(story)).left, await instructed(story)) == (400_00, 3)


async def test_of_two_drafts_at_once_each_gets_a_number_of_its_own(story: Story, second: Ledger) -> None:
    await covered(story)
    values = {"school_code": SCHOOL, "scheme": GRANT, "month": Month.parse(MONTH)}
    drafts = [
        contender(each, holder("AID_OFFICER"), draft_run, DraftRun, **values)
        for each in (story.ledger, second)
    ]
    won, lost = await race(*drafts)
    assert lost == []
    numbered = {str(run_id(SCHOOL, GRANT, MONTH, number)) for number in (1, 2)}
    assert {done.answer.run for done in won} == numbered


async def test_of_a_list_handed_in_and_drawn_up_anew_at_once_one_takes_effect(
    story: Story, second: Ledger
) -> None:
    await story.school()
    await story.students(1)
    roster, first = await story.roster_draft(), Term.parse(TERM).first_day
    officer = holder("AID_OFFICER", SCHOOL)
    await story.act(officer, PublishAidRoster, roster_id=roster, published_on=first)
    handed_in = {"roster_id": roster, "submitted_on": first + timedelta(days=14)}
    anew = {"school_code": SCHOOL, "scheme": GRANT, "term": Term.parse(TERM)}
    won, lost = await race(
        contender(story.ledger, PRINCIPAL, submit_aid_roster, SubmitAidRoster, **handed_in),
        contender(second, officer, draft_aid_roster, DraftAidRoster, **anew),
    )
    assert len(won) == 1
    state = (await story.load(Roster, roster)).state
    assert (lost, state) in ((["ROSTER_LOCKED"], "SUBMITTED"), (["PUBLICITY_TOO_SHORT"], "DRAFT"))


async def test_of_two_recoveries_of_one_payment_one_takes_effect(story: Story, second: Ledger) -> None:
    leaver, *_ = await covered(story)
    await story.bank(await story.run())
    await story.change(leaver, "WITHDRAW", "2015-09-01")
    values = {
        "payment_id": payment_of(leaver),
        "amount": 200_00,
        "received_on": Month.parse("2016-01").first_day,
        "reference": "收",
    }
    both = [
        contender(each, FINANCE, record_recovery, RecordRecovery, **values) for each in (story.ledger, second)
    ]
    won, lost = await race(*both)
    assert (len(won), lost) == (1, ["ALREADY_DONE"])
    payment = await story.load(Payment, payment_of(leaver))
    assert (payment.recovered, payment.net, (await account(story)).recovered) == (200_00, 0, 200_00)


async def test_of_two_refunds_of_one_surplus_one_takes_effect(story: Story, second: Ledger) -> None:
    await covered(story, fen=900_00)
    await story.bank(await story.run())
    await story.closed()
    values = {
        "school_code": SCHOOL,
        "scheme": GRANT,
        "term": Term.parse(TERM),
        "source": "CENTRAL",
        "amount": 300_00,
        "on": Term.parse(TERM).last_day,
        "reference": "退",
    }
    both = [contender(each, FINANCE, remit_refund, RemitRefund, **values) for each in (story.ledger, second)]
    won, lost = await race(*both)
    assert (len(won), lost) == (1, ["ALREADY_DONE"])
    assert (await account(story)).remitted == {"CENTRAL": 300_00}


async def test_of_a_run_and_the_close_of_its_term_one_takes_effect(story: Story, second: Ledger) -> None:
    await covered(story)
    run = await story.run_draft()
    term = Term.parse(TERM)
    values = {"school_code": SCHOOL, "scheme": GRANT, "term": term, "closed_on": term.last_day}
    closing = contender(second, AUTHORITY, close_term, CloseTerm, **values)
    won, lost = await race(approval(story.ledger, run), closing)
    assert len(won) == 1
    assert lost[0] in ("PERIOD_CLOSED", "IN_TRANSIT")
    assert await instructed(story) == (0 if lost == ["PERIOD_CLOSED"] else 3)


async def test_the_banks_result_of_a_payment_counts_once(story: Story, second: Ledger) -> None:
    await covered(story, 1)
    run = await story.run()
    result = BankResult(
        payment_id=payment_of(str(run.lines[0][0]) + ".1"),
        outcome=BankOutcome.SETTLED,
        amount=200_00,
        on=Month.parse(MONTH).census_day,
        reference="回单",
    )
    values = {"run_id": run.id, "results": [result]}
    both = [
        contender(each, FINANCE, record_bank_results, RecordBankResults, **values)
        for each in (story.ledger, second)
    ]
    won, lost = await race(*both)
    assert lost == []
    assert sorted(len(done.answer.rejected) for done in won) == [0, 1]
    assert ((await account(story)).settled, (await account(story)).in_transit) == (200_00, 0)
