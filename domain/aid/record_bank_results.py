"""What the bank reports (银行回盘): each line stands or falls alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.aid.approve_run import run_in_scope
from domain.aid.events import BankResultsRecorded, PaymentFailed, PaymentReturned, PaymentSettled
from domain.aid.payment import Payment
from domain.aid.run import Run
from domain.command import Command, command
from domain.funds.account import FundAccount, account_id
from domain.funds.events import BankResultsBooked
from domain.ledger.session import Session
from domain.plausible import check_day, check_reference
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.text import COMMENT, check_text
from domain.vocabulary import BankOutcome, PaymentState

BATCH = 5_000

# From which states a payment can come to each outcome; money that was paid out can still come back.
FROM = {
    BankOutcome.SETTLED: {PaymentState.INSTRUCTED},
    BankOutcome.FAILED: {PaymentState.INSTRUCTED},
    BankOutcome.RETURNED: {PaymentState.INSTRUCTED, PaymentState.SETTLED},
}


class BankResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the bank's file. amount in fen, as instructed."""

    payment: UUID | None
    outcome: str
    amount: int
    on: date
    reference: str
    reason: str | None = None


@command("RecordBankResults")
class RecordBankResults(Command, frozen=True, kw_only=True):
    """Up to 5,000 results of one run."""

    run: UUID | None
    results: Sequence[BankResult]


async def record_bank_results(session: Session, command: RecordBankResults) -> dict[str, Any]:
    """FINANCE. Refuses the batch: FORBIDDEN, NOT_FOUND, INVALID_INPUT. A line: NOT_FOUND, INVALID_INPUT,
    ALREADY_DONE, CONFLICT, AMOUNT_MISMATCH.
    """
    session.by.require_role("FINANCE")
    run = await run_in_scope(session, command.run)
    if not 1 <= len(command.results) <= BATCH:
        raise Refusal("INVALID_INPUT", "A batch has 1 to {limit} results.", ["results"], limit=BATCH)
    payments = await session.load_all(Payment, list({r.payment: None for r in command.results if r.payment}))
    booked: Counter[str] = Counter()
    rejected = []
    for index, result in enumerate(command.results):
        try:
            booked.update(_apply(payments, run, result))
        except Refusal as refusal:
            rejected.append({"index": index, "errors": [refusal.as_value()]})
    session.save(*payments.values())
    if booked:
        await _book(session, run, booked)
    return {"run": str(run.id), "rejected": rejected}


def _apply(payments: dict[UUID, Payment], run: Run, result: BankResult) -> dict[str, int]:
    """Records one line; returns which sum of the run it moves, in fen."""
    payment = payments.get(result.payment) if result.payment else None
    if payment is None or payment.run != str(run.id):
        raise Refusal("NOT_FOUND", "This run has no such payment.", ["paymentId"])
    check_day(result.on, "on")
    check_reference(result.reference, "reference")
    check_text(result.reason, COMMENT, "reason")
    _check_state(payment, result)
    late = payment.state == PaymentState.SETTLED
    _record(payment, result)
    if late:
        return {"returned_late": payment.amount}
    return {result.outcome.lower(): payment.amount}


def _check_state(payment: Payment, result: BankResult) -> None:
    if payment.state == result.outcome:
        raise Refusal("ALREADY_DONE", "This result is recorded already.", ["outcome"])
    taken_back = payment.net < payment.amount  # a part of it, or all: it cannot come back a second time
    if payment.state not in FROM[BankOutcome(result.outcome)] or taken_back:
        raise Refusal(
            "CONFLICT",
            "A payment that is {state} cannot become {outcome}.",
            ["outcome"],
            state=str(payment.state),
            outcome=result.outcome,
        )
    if payment.amount != result.amount:
        raise Refusal(
            "AMOUNT_MISMATCH",
            "The payment is {amount} yuan.",
            ["amount"],
            amount=format_yuan(payment.amount),
        )


def _record(payment: Payment, result: BankResult) -> None:
    values: dict[str, Any] = {
        "student": str(payment.student),
        "effective_on": result.on.isoformat(),
        "reference": result.reference.strip(),
        "school": payment.school,
    }
    if result.outcome == BankOutcome.SETTLED:
        payment.trigger_event(PaymentSettled, **values)
        return
    event = PaymentFailed if result.outcome == BankOutcome.FAILED else PaymentReturned
    payment.trigger_event(event, reason=result.reason, **values)


async def _book(session: Session, run: Run, booked: Counter[str]) -> None:
    account = await session.load(
        FundAccount, account_id(run.school, run.scheme, str(Month.parse(run.month).term))
    )
    assert account is not None, "a run is approved only on an account"
    sums = {name: booked.get(name, 0) for name in ("settled", "failed", "returned", "returned_late")}
    run.trigger_event(BankResultsRecorded, school=run.school, **sums)
    account.trigger_event(
        BankResultsBooked,
        run=str(run.id),
        supplementary=account.supplementary(sums["returned_late"]),
        school=run.school,
        **sums,
    )
    session.save(run, account)
