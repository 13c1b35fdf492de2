"""What is due to one enrolment of a person for one month, and which events took the rest away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from domain.aid.entitlement import Covered, Entitlement, decide_entitlement
from domain.aid.payment import Payment
from domain.aid.record_recovery import due_to
from domain.policy.calendar import Month, Term
from domain.policy.policy import Policy
from domain.registry.student import Student
from projections.aid.people import Person

NIL = UUID(int=0)


@lru_cache(maxsize=4096)
def months_of(term: str) -> tuple[Month, ...]:
    """The payable months of a term."""
    return Term.parse(term).months


@lru_cache(maxsize=4096)
def names_of(term: str) -> tuple[str, ...]:
    """The same, as text."""
    return tuple(map(str, months_of(term)))


@lru_cache(maxsize=4096)
def place_of(text: str) -> tuple[Month, str, int]:
    """A month, its term, and its place among the term's payable months."""
    month = Month.parse(text)
    return month, str(month.term), month.term.months.index(month)


def claims_of(person: Person, number: int, scheme: str, term: str, policy: Policy) -> list[int]:
    """Fen due to one enrolment in each payable month of a term; judged once, until something moves."""
    covering = person.covering(number, scheme, term)
    if covering is None:
        return [0] * len(months_of(term))
    if covering.claims is None:
        covering.claims = [*_amounts(person.likeness(), number, scheme, term, policy)]
    return covering.claims


@lru_cache(maxsize=10_000)
def _amounts(likeness: bytes, number: int, scheme: str, term: str, policy: Policy) -> tuple[int, ...]:
    """Judged once for all who are alike, for most of a year's students are."""
    student = Person(NIL, likeness).student
    covered = {number: Covered(1, 1)}
    entitlements = (decide_entitlement(student, scheme, month, covered, policy) for month in months_of(term))
    return tuple(due_to(number, entitlement) for entitlement in entitlements)


def judged(person: Person, payment: Payment, decided_at: int, policy: Policy) -> tuple[int, tuple[int, ...]]:
    """(fen due of the payment's month, positions of the events that took it away or made it less).

    decided_at: the position at which it was instructed; what was recorded before is no cause unless
    nothing else is.
    """
    month, term, place = place_of(payment.month)
    due = claims_of(person, payment.enrolment, payment.scheme, term, policy)[place]
    if due and due >= payment.net:
        return due, ()
    entitlement = _verdict(person, payment.enrolment, payment.scheme, term, month, policy)
    against = sorted(set(_against(person.student, payment.enrolment, month, entitlement)))
    return due, tuple([position for position in against if position > decided_at] or against)


def _verdict(
    person: Person, number: int, scheme: str, term: str, month: Month, policy: Policy
) -> Entitlement:
    """On what this one enrolment can claim: no roster but its own counts."""
    covering = person.covering(number, scheme, term)
    own = {number: Covered(covering.published, covering.approved)} if covering else {}
    return decide_entitlement(person.student, scheme, month, own, policy)


def _against(student: Student, number: int, month: Month, entitlement: Entitlement) -> Iterable[int]:
    if entitlement.amount:  # another tier
        known = student.hardship.get(month.school_year)
        return [*(position for _, position in entitlement.grounds), *([known.position] if known else [])]
    if entitlement.enrolment is not None and entitlement.enrolment.number != number:
        own = student.enrolments[number]
        return entitlement.causes if own.active_in(month) else own.kept_out_by(month)
    return entitlement.causes
