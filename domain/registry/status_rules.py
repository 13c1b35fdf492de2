"""Which status changes are allowed, when (rules §4): a ladder of refusals in a stated order."""

from __future__ import annotations

import math
from datetime import date, timedelta

from domain.policy.calendar import today
from domain.policy.limits import Limits, Standing
from domain.policy.majors import same_group
from domain.policy.status import TRANSITIONS, ChangeKind
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.student import Student
from domain.vocabulary import ErrorCode

AHEAD = timedelta(days=366)  # a change may be filed this long before it takes effect


def check_transition(enrolment: Enrolment, kind: str, effective_on: str) -> None:
    """Refuses STATUS_CHANGE_NOT_ALLOWED when the change cannot start from the status of that day."""
    allowed, _ = TRANSITIONS[ChangeKind(kind)]
    status = enrolment.status_on(effective_on)
    if status not in allowed:
        raise Refusal(
            ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
            "{kind} cannot start from the status {status} that the enrolment has on {day}.",
            ["kind"],
            kind=kind,
            status=status or "-",
            day=effective_on,
        )


def check_other_places(student: Student, enrolment: Enrolment, kind: str, effective_on: str) -> None:
    """Refuses STATUS_CHANGE_NOT_ALLOWED when the change does not go with where else the person is enrolled.

    So it is with a suspension or a withdrawal told after the transfer that it precedes: what the school entered
    holds is cancelled first. To cancel is always allowed.
    """
    other = student.enrolment_against(enrolment, kind, effective_on) if kind != ChangeKind.CANCEL else None
    if other is not None:
        raise Refusal(
            ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
            "The person is enrolled at school {school} from {day} on, and this change does not go with that.",
            ["effectiveOn"],
            school=other.school,
            day=other.since,
        )


def check_limit(enrolment: Enrolment, kind: str, on: date, to_major: str | None, limits: Limits) -> None:
    """Refuses STATUS_CHANGE_NOT_ALLOWED when the study year or term forbids the change."""
    day = on.isoformat()
    standing = Standing.of(
        date.fromisoformat(enrolment.entry_date), on, math.ceil(enrolment.years), enrolment.repeats_by(day)
    )
    major = enrolment.major_on(day)[0]
    forbidden = limits.against(ChangeKind(kind), standing, same_group(major, to_major or major))
    if forbidden is not None:
        raise Refusal(
            ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
            "{kind} is not allowed in study year {year}, term {term}: {limit}.",
            ["kind"],
            kind=kind,
            year=standing.study_year,
            term=standing.term,
            limit=forbidden.value,
        )


def check_effective_day(enrolment: Enrolment, on: date) -> None:
    """Refuses INVALID_INPUT for a day before the enrolment began, or more than a year ahead."""
    if not date.fromisoformat(enrolment.since) <= on <= today() + AHEAD:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The effective day must lie between {first} and one year from today.",
            ["effectiveOn"],
            first=enrolment.since,
        )
