"""Is a month due to a person, how much, from which school, and because of which events? (rules §3)

One pure function decides it, for the draft of a run, for its approval, for a recovery, and again for every
payment whenever the past changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from domain.aid.grounds import grounds, hardship_in
from domain.aid.lines import Ground
from domain.policy.calendar import Month
from domain.policy.policy import Policy
from domain.registry.enrolment import Enrolment
from domain.registry.student import Student
from domain.vocabulary import Scheme, StudyMode


class Covered(NamedTuple):
    """The approved roster that an enrolment is on: positions of its publication and of its approval."""

    published: int
    approved: int


class Entitlement(NamedTuple):
    """amount: fen due for the month, 0 with a ``code`` that says why not.

    enrolment: the one whose school pays. grounds: what makes it due.
    causes: positions of the events that stand against it.
    """

    amount: int
    code: str
    enrolment: Enrolment | None = None
    grounds: tuple[Ground, ...] = ()
    causes: tuple[int, ...] = ()


def decide_entitlement(
    student: Student, scheme: str, month: Month, covered: Mapping[int, Covered], policy: Policy
) -> Entitlement:
    """covered: by enrolment number, for the month's term. Codes, in order: NO_POLICY, NOT_ACTIVE, NOT_ON_ROSTER,
    NOT_FULL_TIME, STUDY_YEAR_NOT_COVERED, NO_GROUNDS, DUE.
    """
    rate = policy.rates.in_force(Scheme(scheme), month)
    if rate is None or not month.payable:
        return Entitlement(0, "NO_POLICY")
    payer = student.payable_enrolment(month)
    if payer is None:
        return Entitlement(0, "NOT_ACTIVE", causes=_why_not_active(student, month))
    enrolment, period = payer
    roster = covered.get(enrolment.number)
    if roster is None:
        return Entitlement(0, "NOT_ON_ROSTER", enrolment, causes=(period.position,))
    if scheme == Scheme.GRANT and enrolment.study_mode != StudyMode.FULL_TIME:
        return Entitlement(0, "NOT_FULL_TIME", enrolment, causes=(enrolment.registered,))
    if enrolment.study_year(month) not in rate.study_years:
        return Entitlement(0, "STUDY_YEAR_NOT_COVERED", enrolment, causes=_why_study_year(enrolment))
    why = grounds(student, enrolment, scheme, month, policy)
    if not why:
        return Entitlement(0, "NO_GROUNDS", enrolment, causes=_why_no_grounds(student, enrolment, month))
    level = hardship_in(student, month)
    amount = rate.monthly_amount(level.level if level else "NONE")
    return Entitlement(amount, "DUE", enrolment, _why_due(enrolment, period.position, month, why, roster))


def _why_due(
    enrolment: Enrolment, active: int, month: Month, why: list[Ground], roster: Covered
) -> tuple[Ground, ...]:
    presence = [Ground("ACTIVE", active)] if active != enrolment.approved else []
    last = month.last_day.isoformat()
    repeats = [Ground("REPEATED", c.position) for c in enrolment.grades_repeated() if c.effective_on <= last]
    on_roster = (Ground("ROSTER_PUBLISHED", roster.published), Ground("ROSTER_APPROVED", roster.approved))
    return (Ground("REGISTERED", enrolment.approved), *presence, *repeats, *why, *on_roster)


def _why_not_active(student: Student, month: Month) -> tuple[int, ...]:
    """For each enrolment, the changes that kept it from being ACTIVE."""
    approved = (enrolment for enrolment in student.enrolments.values() if enrolment.approved)
    return tuple(sorted({position for enrolment in approved for position in enrolment.kept_out_by(month)}))


def _why_study_year(enrolment: Enrolment) -> tuple[int, ...]:
    return tuple(change.position for change in enrolment.changes if change.kind == "REPEAT_GRADE")


def _why_no_grounds(student: Student, enrolment: Enrolment, month: Month) -> tuple[int, ...]:
    known = student.hardship.get(month.school_year)
    major = enrolment.major_event(month.census_day.isoformat())
    return tuple(sorted({known.position, major} if known else {major}))
