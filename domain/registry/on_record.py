"""What becomes of a line about somebody who is on record already (rules §5)."""

from __future__ import annotations

from datetime import date

from domain.ledger.session import Session
from domain.policy.calendar import today
from domain.policy.status import EnrolmentStatus
from domain.refusal import Refusal
from domain.registry.differences import differences
from domain.registry.enrolment import KNOWN, Enrolment, Period
from domain.registry.new_student import NewStudent
from domain.registry.person_name import same
from domain.registry.student import Student
from domain.vocabulary import ErrorCode

Answered = tuple[list[Refusal], Enrolment | None]


def answer_on_record(session: Session, student: Student, school: str, line: NewStudent) -> Answered:
    """Why the line falls, and the enrolment that it has already where it says no more than that one.

    No refusal at all: the person may be registered at this school. Another school's facts are not told.
    Refuses PERSON_UNREADABLE.
    """
    if not same(session.unseal(student.id, student.name), line.name):
        return [_named_otherwise()], None
    if any(_standing(e).status == EnrolmentStatus.DECEASED for e in student.enrolments.values()):
        return [_never_again()], None
    own = own_enrolment(student, school)
    if own is None:
        return [], None
    standing = _standing(own)
    if standing.status not in KNOWN:
        return ([_over(standing)] if line.entry_date.isoformat() <= standing.since else []), None
    card = student.card_of(own)
    if differing := differences(own, line, session.unseal(student.id, card) if card else None):
        return differing, None
    return [_already(own, standing)], own


def own_enrolment(student: Student, school: str) -> Enrolment | None:
    """The one that tells how a person stands at a school: that which lasts or waits, else the latest that is over."""
    here = [e for e in student.enrolments.values() if e.school == school and not e.cancelled]
    return max(here, key=lambda e: (_standing(e).status in KNOWN, e.since, e.number), default=None)


def was_cancelled(student: Student, school: str, entry: date) -> bool:
    """Whether a registration at the school from this very day was struck out, and none stands in its place."""
    return own_enrolment(student, school) is None and any(
        e.cancelled and (e.school, e.entry_date) == (school, entry.isoformat())
        for e in student.enrolments.values()
    )


def _standing(enrolment: Enrolment) -> Period:
    """The status today, or the first one of an enrolment that is still to begin."""
    timeline, day = enrolment.timeline(), today().isoformat()
    return next((period for period in reversed(timeline) if period.since <= day), timeline[0])


def _named_otherwise() -> Refusal:
    return Refusal(
        ErrorCode.INVALID_INPUT,
        "This ID number is on record under another name; check both. If the name has changed, have it corrected first.",
        ["name"],
    )


def _never_again() -> Refusal:
    return Refusal(
        ErrorCode.WRONG_STATE,
        "This person cannot be registered again; please ask the registry authority.",
        ["idNumber"],
    )


def _over(standing: Period) -> Refusal:
    return Refusal(
        ErrorCode.WRONG_STATE,
        "This student was registered here before, and that has been over ({status}) since {day}."
        " Whoever came back is registered with the day of the return as the entry date.",
        ["entryDate"],
        status=standing.status,
        day=standing.since,
    )


def _already(own: Enrolment, standing: Period) -> Refusal:
    """status: in the details, for whoever treats a held one as something to look at."""
    if standing.status == EnrolmentStatus.HELD:
        return Refusal(
            ErrorCode.ALREADY_DONE,
            "Registered before and still held: this person is enrolled at school {school} too.",
            ["idNumber"],
            school=own.held_for,
            status=standing.status,
        )
    if standing.status == EnrolmentStatus.PENDING:
        return Refusal(
            ErrorCode.ALREADY_DONE,
            "This student waits for approval at this school already.",
            ["idNumber"],
            status=standing.status,
        )
    return Refusal(
        ErrorCode.ALREADY_DONE,
        "This student is registered at this school already, with the same details.",
        ["idNumber"],
        status=standing.status,
    )
