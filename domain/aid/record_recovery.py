"""Taking money back (追缴) from a payment that has lost its justification."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.aid.coverage import approved_rosters, coverage
from domain.aid.due import due_to, to_recover
from domain.aid.entitlement import decide_entitlement
from domain.aid.events import PaymentRecovered
from domain.aid.payment import Payment
from domain.command import Command, command
from domain.funds.account import existing_account
from domain.funds.events import RecoveryBooked
from domain.ledger.session import Session
from domain.plausible import check_amount, check_day, check_reference
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.school import School, school_id
from domain.registry.student import Student
from domain.vocabulary import PaymentState


@command("RecordRecovery")
class RecordRecovery(Command, frozen=True, kw_only=True):
    """amount in fen: the whole of what is open, or a part."""

    payment: UUID | None
    amount: int
    received_on: date
    reference: str


async def record_recovery(session: Session, command: RecordRecovery) -> dict[str, Any]:
    """FINANCE. Refuses, in order: FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT (still on its way, or still due),
    ALREADY_DONE when nothing is open any more, AMOUNT_MISMATCH for more than is open.
    """
    session.by.require_role("FINANCE")
    payment = await _payment_in_scope(session, command.payment)
    check_amount(command.amount)
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
        reference=command.reference.strip(),
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
    return {"payment": str(payment.id)}


async def _payment_in_scope(session: Session, id: UUID | None) -> Payment:
    payment = await session.load(Payment, id) if id else None
    school = await session.load(School, school_id(payment.school)) if payment else None
    if payment is None or school is None or not session.by.covers_school(school.code, school.division):
        raise Refusal("NOT_FOUND", "There is no such payment in your scope.", ["paymentId"])
    return payment


async def _due_now(session: Session, payment: Payment) -> int:
    """Fen of the payment that are due on what is known now."""
    month = Month.parse(payment.month)
    student = await session.load(Student, payment.student)
    assert student is not None, "a payment is made to a known person"
    rosters = await approved_rosters(session, payment.school, payment.scheme, str(month.term))
    covered = coverage(rosters).get(payment.student, {})
    return due_to(
        payment.enrolment, decide_entitlement(student, payment.scheme, month, covered, session.ledger.code)
    )


def _check_open(payment: Payment, due: int, amount: int) -> None:
    held = payment.net > 0 or payment.state == PaymentState.RECOVERED  # of this attempt or an earlier one
    if payment.state == PaymentState.INSTRUCTED or not held:
        raise Refusal(
            "CONFLICT",
            "The payment is {state}; the payee does not hold it.",
            ["paymentId"],
            state=payment.state,
        )
    open_amount = to_recover(due, payment.net)
    if not open_amount and payment.recovered:
        raise Refusal("ALREADY_DONE", "Nothing is open of this payment any more.", ["paymentId"])
    if not open_amount:
        raise Refusal("CONFLICT", "The payment is due; there is nothing to take back.", ["paymentId"])
    if amount > open_amount:
        raise Refusal(
            "AMOUNT_MISMATCH", "Only {open} yuan are open.", ["amount"], open=format_yuan(open_amount)
        )
