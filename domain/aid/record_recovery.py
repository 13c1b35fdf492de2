"""Taking money back (追缴) from a payment that has lost its justification."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from domain.aid.coverage import approved_rosters, coverage
from domain.aid.due import due_to, to_recover
from domain.aid.entitlement import decide_entitlement
from domain.aid.events import PaymentRecovered
from domain.aid.payment import Payment
from domain.aid.scope import payment_in_scope
from domain.checks import check_amount, check_day, check_reference
from domain.command import Answer, Command, command
from domain.funds.account import existing_account
from domain.funds.events import RecoveryBooked
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.student import Student
from domain.text import trimmed
from domain.vocabulary import ErrorCode, PaymentState, Role


class PaymentAnswer(Answer, frozen=True, kw_only=True):
    """payment: its id."""

    payment: str


@command("RecordRecovery")
class RecordRecovery(Command[PaymentAnswer], frozen=True, kw_only=True):
    """amount in fen: the whole of what is open, or a part."""

    payment_id: UUID | None = msgspec.field(name="payment")
    amount: int
    received_on: date
    reference: str


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    ErrorCode.WRONG_STATE,
    ErrorCode.ALREADY_DONE,
    ErrorCode.STILL_DUE,
    ErrorCode.AMOUNT_MISMATCH,
    by=(Role.FINANCE,),
)
async def record_recovery(session: Session, command: RecordRecovery) -> PaymentAnswer:
    """WRONG_STATE: the payee does not hold it. ALREADY_DONE: nothing is open any more."""
    payment = await payment_in_scope(session, command.payment_id)
    check_amount(command.amount, "amount")
    check_day(command.received_on, "receivedOn")
    check_reference(command.reference, "reference")
    _check_open(payment, await _due_now(session, payment), command.amount)
    term = str(Month.parse(payment.month).term)
    account = await existing_account(session, payment.school, payment.scheme, term)
    day = command.received_on.isoformat()
    payment.trigger_event(
        PaymentRecovered,
        student=str(payment.student),
        amount=command.amount,
        effective_on=day,
        reference=trimmed(command.reference),
        school=payment.school,
    )
    account.trigger_event(
        RecoveryBooked,
        payment=str(payment.id),
        amount=command.amount,
        effective_on=day,
        supplementary=account.supplementary(command.amount),
        school=payment.school,
    )
    session.save(payment, account)
    return PaymentAnswer(payment=str(payment.id))


async def _due_now(session: Session, payment: Payment) -> int:
    """Fen of the payment that are due on what is known now."""
    month = Month.parse(payment.month)
    student = await session.load(Student, payment.student)
    assert student is not None, "a payment is made to a known person"
    rosters = await approved_rosters(session, payment.school, payment.scheme, str(month.term))
    covered = coverage(rosters).get(payment.student, {})
    return due_to(
        payment.enrolment, decide_entitlement(student, payment.scheme, month, covered, session.policy)
    )


def _check_open(payment: Payment, due: int, amount: int) -> None:
    held = payment.net > 0 or payment.state == PaymentState.RECOVERED  # of this attempt or an earlier one
    if payment.state == PaymentState.INSTRUCTED or not held:
        raise Refusal(
            ErrorCode.WRONG_STATE,
            "The payment is {state}; the payee does not hold it.",
            ["paymentId"],
            state=payment.state,
        )
    open_amount = to_recover(due, payment.net)
    if not open_amount and payment.recovered:
        raise Refusal(ErrorCode.ALREADY_DONE, "Nothing is open of this payment any more.", ["paymentId"])
    if not open_amount:
        raise Refusal(
            ErrorCode.STILL_DUE, "The payment is due; there is nothing to take back.", ["paymentId"]
        )
    if amount > open_amount:
        raise Refusal(
            ErrorCode.AMOUNT_MISMATCH, "Only {open} yuan are open.", ["amount"], open=format_yuan(open_amount)
        )
