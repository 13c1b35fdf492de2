"""The lines of one month's run, and everybody left out with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from domain.aid.coverage import Coverage
from domain.aid.due import still_owed
from domain.aid.entitlement import Covered, Entitlement, decide_entitlement
from domain.aid.lines import Exclusion, RunLine, flat
from domain.aid.payment import Payment, payment_id
from domain.ledger.session import Session
from domain.policy.calendar import Month
from domain.registry.enrolment import Enrolment
from domain.registry.student import Student, cohorts_in
from domain.vocabulary import PaymentState, Scheme

# What keeps somebody from being paid here although another school or an earlier run does it.
OTHER_SCHOOL, PAID = "PAID_BY_OTHER_SCHOOL", "ALREADY_PAID"


class MonthAtSchool(NamedTuple):
    """What a run pays: one month of one scheme at one school. school: its code."""

    school: str
    scheme: Scheme
    month: Month


async def decide_lines(
    session: Session, paid_for: MonthAtSchool, covered: Coverage
) -> tuple[list[RunLine], list[Exclusion]]:
    """The lines, in a fixed order, and everybody of the school who is left out. Loads what it decides on."""
    here = await session.tagged(*cohorts_in(paid_for.school, paid_for.month.school_year))
    persons = sorted(set(here) | set(covered))
    students = await session.load_all(Student, persons)
    paid = await payments_of(session, persons, paid_for.scheme, str(paid_for.month))
    lines: list[RunLine] = []
    excluded: list[Exclusion] = []
    for person in persons:
        line, left = _decide(session, paid_for, students[person], covered.get(person, {}), paid.get(person))
        lines.extend(line)
        excluded.extend(left)
    return lines, excluded


async def payments_of(session: Session, persons: list[UUID], scheme: str, month: str) -> dict[UUID, Payment]:
    """The payments of one month that exist, by person."""
    payments = await session.load_all(Payment, [payment_id(person, scheme, month) for person in persons])
    return {payment.student: payment for payment in payments.values()}


def _decide(
    session: Session,
    paid_for: MonthAtSchool,
    student: Student,
    covered: Mapping[int, Covered],
    paid: Payment | None,
) -> tuple[list[RunLine], list[Exclusion]]:
    """One person: a line, or a reason for each enrolment at the school in that month."""
    entitlement = decide_entitlement(student, paid_for.scheme, paid_for.month, covered, session.policy)
    if entitlement.amount and entitlement.enrolment is not None:
        line = line_of(student, entitlement, paid)
        if line is not None:
            return [line], []
        return [], [Exclusion(str(student.id), entitlement.enrolment.number, PAID)]
    first, last = paid_for.month.first_day.isoformat(), paid_for.month.last_day.isoformat()
    left = [
        Exclusion(str(student.id), enrolment.number, _reason(enrolment, entitlement, covered))
        for enrolment in student.enrolments.values()
        if enrolment.school == paid_for.school
        and (enrolment.number in covered or enrolment.known_between(first, last))
    ]
    return [], left


def _reason(enrolment: Enrolment, entitlement: Entitlement, covered: Mapping[int, Covered]) -> str:
    """The code for one enrolment of somebody to whom nothing is due here."""
    if not enrolment.approved:
        return waiting(enrolment)
    if entitlement.enrolment is not None and entitlement.enrolment.school != enrolment.school:
        return OTHER_SCHOOL
    return entitlement.code if enrolment.number in covered else "NOT_ON_ROSTER"


def waiting(enrolment: Enrolment) -> str:
    """The code of somebody whose registration is not approved."""
    return "HELD" if enrolment.held_for else "NOT_REGISTERED"


def line_of(student: Student, entitlement: Entitlement, paid: Payment | None) -> RunLine | None:
    """What is still to be paid of a month that is due; None when all of it is paid or on its way.

    An attempt on its way has to arrive first.
    """
    assert entitlement.enrolment is not None
    if paid and paid.state == PaymentState.INSTRUCTED:
        return None
    amount = still_owed(entitlement.amount, entitlement.enrolment.number, paid)
    if not amount:
        return None
    attempt = paid.attempt + 1 if paid else 1
    return RunLine(str(student.id), entitlement.enrolment.number, amount, attempt, flat(entitlement.grounds))
