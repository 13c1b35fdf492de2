"""What the bank reports (银行回盘): each line stands or falls alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.aid.events import BankResultsRecorded, PaymentFailed, PaymentReturned, PaymentSettled
from domain.aid.payment import Payment
from domain.aid.run import Run
from domain.aid.scope import run_in_scope
from domain.checks import COMMENT, check_batch, check_day, check_reference, check_text
from domain.command import Answer, Command, command
from domain.funds.account import FundAccount, account_id
from domain.funds.events import BankResultsBooked
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from domain.refusal import KeptRefusal, Refusal
from domain.text import trimmed
from domain.vocabulary import BankOutcome, ErrorCode, PaymentState, Role

BATCH = 5_000

# From which states a payment can come to each outcome; money that was paid out can still come back.
FROM = {
    BankOutcome.SETTLED: {PaymentState.INSTRUCTED},
    BankOutcome.FAILED: {PaymentState.INSTRUCTED},
    BankOutcome.RETURNED: {PaymentState.INSTRUCTED, PaymentState.SETTLED},
}


class BankResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the bank's file. amount in fen, as instructed."""

    payment_id: UUID | None = msgspec.field(name="payment")
    outcome: BankOutcome
    amount: int
    on: date
    reference: str
    reason: str | None = None


class RejectedResult(Answer, frozen=True, kw_only=True):
    """A line that was not recorded. index: of the command, from 0. errors: why."""

    index: int
    errors: list[KeptRefusal]


class BankResultsAnswer(Answer, frozen=True, kw_only=True):
    """run: its id."""

    run: str
    rejected: list[RejectedResult]


@command("RecordBankResults")
class RecordBankResults(Command[BankResultsAnswer], frozen=True, kw_only=True):
    """Up to 5,000 results of one run."""

    run_id: UUID | None = msgspec.field(name="run")
    results: Sequence[BankResult]


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    line=(
        ErrorCode.NOT_FOUND,
        ErrorCode.INVALID_INPUT,
        ErrorCode.ALREADY_DONE,
        ErrorCode.WRONG_STATE,
        ErrorCode.AMOUNT_MISMATCH,
        ErrorCode.PERSON_UNREADABLE,
    ),
    by=(Role.FINANCE,),
)
async def record_bank_results(session: Session, command: RecordBankResults) -> BankResultsAnswer:
    """What the bank says of the payments of a run; each line is taken or rejected on its own."""
    run = await run_in_scope(session, command.run_id)
    check_batch(command.results, BATCH, "A batch has 1 to {limit} results.", "results")
    payments = await session.load_all(
        Payment, list({r.payment_id: None for r in command.results if r.payment_id})
    )
    reasoned = {result.payment_id for result in command.results if result.reason}
    await session.keys(payment.student for id, payment in payments.items() if id in reasoned)
    booked: Counter[str] = Counter()
    rejected = []
    for index, result in enumerate(command.results):
        try:
            booked.update(_apply(session, payments, run, result))
        except Refusal as refusal:
            rejected.append(RejectedResult(index=index, errors=[refusal.kept()]))
    session.save(*payments.values())
    if booked:
        await _book(session, run, booked)
    return BankResultsAnswer(run=str(run.id), rejected=rejected)


def _apply(session: Session, payments: dict[UUID, Payment], run: Run, result: BankResult) -> dict[str, int]:
    """Records one line; returns which sum of the run it moves, in fen."""
    payment = payments.get(result.payment_id) if result.payment_id else None
    if payment is None or payment.run != str(run.id):
        raise Refusal(ErrorCode.NOT_FOUND, "This run has no such payment.", ["paymentId"])
    check_day(result.on, "on")
    check_reference(result.reference, "reference")
    check_text(result.reason, COMMENT, "reason")
    _check_state(payment, result)
    late = payment.state == PaymentState.SETTLED
    _record(session, payment, result)
    if late:
        return {"returned_late": payment.amount}
    return {result.outcome.lower(): payment.amount}


def _check_state(payment: Payment, result: BankResult) -> None:
    if payment.state == result.outcome:
        raise Refusal(ErrorCode.ALREADY_DONE, "This result is recorded already.", ["outcome"])
    taken_back = payment.net < payment.amount  # a part of it, or all: it cannot come back a second time
    if payment.state not in FROM[result.outcome] or taken_back:
        raise Refusal(
            ErrorCode.WRONG_STATE,
            "A payment that is {state} cannot become {outcome}.",
            ["outcome"],
            state=payment.state,
            outcome=result.outcome,
        )
    if payment.amount != result.amount:
        raise Refusal(
            ErrorCode.AMOUNT_MISMATCH,
            "The payment is {amount} yuan.",
            ["amount"],
            amount=format_yuan(payment.amount),
        )


def _record(session: Session, payment: Payment, result: BankResult) -> None:
    values: dict[str, Any] = {
        "student": str(payment.student),
        "effective_on": result.on.isoformat(),
        "reference": trimmed(result.reference),
        "school": payment.school,
    }
    if result.outcome == BankOutcome.SETTLED:
        payment.trigger_event(PaymentSettled, **values)
        return
    event = PaymentFailed if result.outcome == BankOutcome.FAILED else PaymentReturned
    reason = session.seal_text(payment.student, result.reason)
    payment.trigger_event(event, reason=reason, **values)


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
