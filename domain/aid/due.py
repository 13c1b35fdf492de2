"""What is due of a month, and what follows for its payment: justified, overpaid, to be taken back, still owed.

Amounts are fen. due: of one month, to one enrolment, on what is known. net: with the payee or on the way, over
all attempts. recovered: taken back since the last attempt began.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from domain.aid.entitlement import Entitlement
from domain.aid.payment import Payment
from domain.policy.calendar import CENSUS_DAY, Month
from domain.registry.student import Student


def due_to(enrolment: int, entitlement: Entitlement) -> int:
    """What an entitlement leaves due to one enrolment: nothing, when another one's school has to pay the month."""
    payer = entitlement.enrolment
    return entitlement.amount if payer is not None and payer.number == enrolment else 0


def justified(due: int, net: int) -> bool:
    """Whether all that was paid is due. Of a month of which nothing is due no payment is, even one that came back."""
    return 0 < due >= net


def to_recover(due: int, net: int) -> int:
    """What the payee holds, or is about to get, without its being due: an overpayment is open while there is any."""
    return max(net - due, 0)


def overpaid(due: int, net: int, recovered: int) -> int:
    """What was paid without being due, whether it was taken back since or not."""
    return max(net + recovered - due, 0)


def still_owed(due: int, enrolment: int, paid: Payment | None) -> int:
    """What is still to be paid of a month's ``due``, given its payment.

    What another enrolment was paid of the month is overpaid there, and has to come back whole first.
    """
    if paid is None or not paid.net:
        return due
    return max(due - paid.net, 0) if paid.enrolment == enrolment else 0


def lost_by(
    student: Student, enrolment: int, month: Month, entitlement: Entitlement, decided_at: int
) -> tuple[int, ...]:
    """Positions of the events because of which a payment to one enrolment is not justified any more.

    decided_at: the position at which it was instructed; what was recorded before is no cause unless nothing
    else is.
    """
    against = sorted(set(_against(student, enrolment, month, entitlement)))
    return tuple([position for position in against if position > decided_at] or against)


def _against(student: Student, enrolment: int, month: Month, entitlement: Entitlement) -> Iterable[int]:
    if entitlement.amount:  # another tier
        known = student.hardship.get(month.school_year)
        return [*(position for _, position in entitlement.grounds), *([known.position] if known else [])]
    if entitlement.enrolment is not None and entitlement.enrolment.number != enrolment:
        own = student.enrolments[enrolment]
        return entitlement.causes if own.active_in(month) else own.kept_out_by(month)
    return entitlement.causes


def last_counted_month(day: date) -> Month:
    """The newest month whose census day has passed on a day: what is unpaid of it and of earlier ones is arrears."""
    counted = day.day > CENSUS_DAY
    return Month.of(day) if counted else Month.of(day.replace(day=1) - timedelta(days=1))
