"""What is due to an enrolment in each month of a term."""

from __future__ import annotations

from functools import lru_cache

from domain.aid.due import due_to
from domain.aid.entitlement import Covered, decide_entitlement
from domain.policy.calendar import Month, Term
from domain.policy.policy import Policy
from projections.aid.students import AidStudent, unpacked


@lru_cache(maxsize=4096)
def months_of(term: str) -> tuple[str, ...]:
    """The payable months of a term."""
    return tuple(map(str, Term.parse(term).months))


@lru_cache(maxsize=4096)
def place_of(month: str) -> tuple[str, int]:
    """The term of a month, and the month's place among the term's payable months."""
    parsed = Month.parse(month)
    return str(parsed.term), parsed.term.months.index(parsed)


def due_months(student: AidStudent, number: int, scheme: str, term: str, policy: Policy) -> list[int]:
    """Fen due to one enrolment in each payable month of a term that a roster covers."""
    return [*_due_months(student.likeness(), number, scheme, term, policy)]


@lru_cache(maxsize=10_000)
def _due_months(likeness: bytes, number: int, scheme: str, term: str, policy: Policy) -> tuple[int, ...]:
    """Decided once for all who are alike, for most of a year's students are."""
    student, covered = unpacked(likeness), {number: Covered(1, 1)}
    return tuple(
        due_to(number, decide_entitlement(student, scheme, month, covered, policy))
        for month in Term.parse(term).months
    )
