"""What is due to one enrolment of a person for one month, and which events took the rest away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from domain.aid.entitlement import Covered, Verdict, judge
from domain.aid.payment import Payment
from domain.aid.record_recovery import due_to
from domain.policy.calendar import Month, Term
from domain.registry.student import Student
from projections.aid.people import Person

NOWHERE: dict[int, Covered] = {}


@lru_cache(maxsize=4096)
def month_of(text: str) -> tuple[Month, str]:
    """The month and its term."""
    month = Month.parse(text)
    return month, str(month.term)


@lru_cache(maxsize=4096)
def months_of(term: str) -> tuple[Month, ...]:
    """The payable months of a term."""
    return Term.parse(term).months


def verdict_on(person: Person, number: int, scheme: str, term: str, month: Month, province: str) -> Verdict:
    """The rules' verdict on what this one enrolment can claim: no roster but its own counts."""
    covered = person.coverage.get(scheme, NOWHERE).get(term, NOWHERE)  # type: ignore[call-overload]
    own = {number: covered[number]} if number in covered else NOWHERE
    return judge(person.student, scheme, month, own, province)


def due_of(person: Person, number: int, scheme: str, term: str, month: Month, province: str) -> int:
    """Fen due of a month to this one enrolment."""
    return due_to(number, verdict_on(person, number, scheme, term, month, province))


def judged(person: Person, payment: Payment, decided_at: int, province: str) -> tuple[int, tuple[int, ...]]:
    """(fen due of the payment's month, positions of the events that took it away or made it less).

    decided_at: the position at which it was instructed; what was recorded before is no cause unless
    nothing else is.
    """
    month, term = month_of(payment.month)
    verdict = verdict_on(person, payment.enrolment, payment.scheme, term, month, province)
    due = due_to(payment.enrolment, verdict)
    if due and due >= payment.net:
        return due, ()
    against = sorted(set(_against(person.student, payment.enrolment, month, verdict)))
    return due, tuple([position for position in against if position > decided_at] or against)


def _against(student: Student, number: int, month: Month, verdict: Verdict) -> Iterable[int]:
    if verdict.amount:  # another tier
        known = student.hardship.get(month.school_year)
        return [*(position for _, position in verdict.facts), *([known.position] if known else [])]
    if verdict.enrolment is not None and verdict.enrolment.number != number:
        return _what_ended(student, number, month) or verdict.causes
    return verdict.causes


def _what_ended(student: Student, number: int, month: Month) -> list[int]:
    """The event by which the enrolment could not be paid any more in a month that another one is paid."""
    own = student.enrolments[number]
    if own.active_in(month) is not None:
        return []
    census = month.census_day.isoformat()
    return [period.position for period in own.timeline() if period.since <= census][-1:]
