"""Why a scheme covers somebody (rules §3.2 and §3.3). Each ground names the event that gave it."""

from __future__ import annotations

from domain.aid.lines import Ground
from domain.policy.calendar import Month
from domain.policy.majors import Majors
from domain.policy.policy import Policy
from domain.registry.enrolment import Enrolment
from domain.registry.student import Hardship, Student
from domain.vocabulary import HardshipLevel, Hukou, Scheme

RURAL = frozenset({Hukou.RURAL, Hukou.COUNTY_TOWN})


def hardship_in(student: Student, month: Month) -> Hardship | None:
    """The hardship recognised for the month's school year; None when there is none, or NONE."""
    known = student.hardship.get(month.school_year)
    return known if known and known.level != HardshipLevel.NONE else None


def grounds(
    student: Student, enrolment: Enrolment, scheme: str, month: Month, policy: Policy
) -> list[Ground]:
    """Every ground that covers the enrolment in a month; none means not covered."""
    if scheme == Scheme.GRANT:
        return _grant(student, enrolment, month)
    return _waiver(student, enrolment, month, policy)


def _grant(student: Student, enrolment: Enrolment, month: Month) -> list[Ground]:
    found = _agricultural(enrolment, month) + _hardship(student, month)
    if enrolment.poverty_belt and enrolment.hukou == Hukou.RURAL:
        found.append(Ground("POVERTY_BELT", enrolment.registered))
    return found


def _waiver(student: Student, enrolment: Enrolment, month: Month, policy: Policy) -> list[Ground]:
    if policy.coverage.covers_everyone(month):
        return [Ground("PROVINCE_COVERS_ALL", enrolment.registered)]
    if _excluded_arts(enrolment, month, policy.majors):
        return []
    if enrolment.hukou in RURAL:
        return [Ground("RURAL_HOUSEHOLD", enrolment.registered)]
    return _agricultural(enrolment, month) + _hardship(student, month)


def _agricultural(enrolment: Enrolment, month: Month) -> list[Ground]:
    day = month.census_day.isoformat()
    studied = enrolment.major_on(day)[2]
    return [Ground("AGRICULTURAL_MAJOR", enrolment.major_event(day))] if studied else []


def _hardship(student: Student, month: Month) -> list[Ground]:
    known = hardship_in(student, month)
    return [Ground("HARDSHIP", known.position)] if known else []


def _excluded_arts(enrolment: Enrolment, month: Month, majors: Majors) -> bool:
    code, _, _, arts = enrolment.major_on(month.census_day.isoformat())
    known = majors.with_code(code)
    waived = known is not None and known.waived_from is not None and known.waived_from <= month.term
    return arts and not waived
