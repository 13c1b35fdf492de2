"""Filing a status change (学籍异动): the school's maker begins, the route says who decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.checks import check_name, check_papers, check_reason
from domain.command import Answer, Command, command
from domain.document import Document
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.majors import is_major_code
from domain.policy.routes import Boundary, Route, Routes, boundary
from domain.policy.status import ChangeKind
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.events import ChangeRequested
from domain.registry.papers import kept_papers
from domain.registry.person_name import NAME_LENGTH
from domain.registry.school import School, school_id
from domain.registry.scope import enrolment_in_scope
from domain.registry.status_rules import (
    check_effective_day,
    check_limit,
    check_other_places,
    check_transition,
)
from domain.registry.student import Student, change_id
from domain.text import trimmed
from domain.vocabulary import ErrorCode, Role


class ChangeAnswer(Answer, frozen=True, kw_only=True):
    """change: the id of the request."""

    change: str


@command("RequestStatusChange")
class RequestStatusChange(Command[ChangeAnswer], frozen=True, kw_only=True):
    """to_school_code for a TRANSFER; to_major_code and to_major_name for a CHANGE_MAJOR."""

    enrolment_id: str = msgspec.field(name="enrolment")
    kind: ChangeKind
    effective_on: date
    reason: str
    to_school_code: str | None = msgspec.field(default=None, name="to_school")
    to_major_code: str | None = None
    to_major_name: str | None = None
    documents: Sequence[Document] = ()


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    ErrorCode.ALREADY_REQUESTED,
    ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
    Rung(ErrorCode.NOT_FOUND, "the school entered"),
    Rung(ErrorCode.INVALID_INPUT, "the school entered is the school left"),
    ErrorCode.ENROLMENT_STOPPED,
    Rung(ErrorCode.STATUS_CHANGE_NOT_ALLOWED, "no route is laid down"),
    ErrorCode.PERSON_UNREADABLE,
    by=(Role.REGISTRAR,),
)
async def request_status_change(session: Session, command: RequestStatusChange) -> ChangeAnswer:
    """Files it with the route that it has to go."""
    student, enrolment = await enrolment_in_scope(session, command.enrolment_id)
    _check_form(command)
    check_effective_day(enrolment, command.effective_on)
    _check_open_requests(student, enrolment, command.kind)
    check_transition(enrolment, command.kind, command.effective_on.isoformat())
    check_limit(enrolment, command.kind, command.effective_on, command.to_major_code, session.policy.limits)
    check_other_places(student, enrolment, command.kind, command.effective_on.isoformat())
    entered = await _school_entered(session, enrolment, command)
    way = _route(session.policy.routes, enrolment, entered, command)
    number = len(student.requests) + 1
    await session.keys([student.id])
    student.trigger_event(
        ChangeRequested,
        request=number,
        enrolment=enrolment.number,
        kind=command.kind,
        effective_on=command.effective_on.isoformat(),
        reason=session.seal_text(student.id, command.reason.strip()),
        to_school=entered.code if entered else None,
        to_division=entered.division if entered else None,
        to_major_code=command.to_major_code,
        to_major_name=trimmed(command.to_major_name) if command.to_major_name else None,
        documents=kept_papers(session, student.id, command.documents),
        required=list(way.documents),
        steps=[_step(step.role, step.place, enrolment, entered) for step in way.steps],
        school=enrolment.school,
    )
    session.save(student)
    return ChangeAnswer(change=change_id(student.id, number))


def _check_form(command: RequestStatusChange) -> None:
    check_reason(command.reason, "reason")
    check_papers(command.documents, "documents")
    if command.kind == ChangeKind.TRANSFER and not command.to_school_code:
        raise Refusal(ErrorCode.INVALID_INPUT, "A transfer names the school entered.", ["toSchoolCode"])
    if command.kind != ChangeKind.CHANGE_MAJOR:
        _check_no_major(command)
        return
    if not is_major_code(command.to_major_code or ""):
        raise Refusal(ErrorCode.INVALID_INPUT, "A major has a six-digit code.", ["toMajorCode"])
    if not (command.to_major_name or "").strip():
        raise Refusal(ErrorCode.INVALID_INPUT, "Name the major.", ["toMajorName"])
    check_name(command.to_major_name or "", NAME_LENGTH, "toMajorName")


def _check_no_major(command: RequestStatusChange) -> None:
    for field, value in (("toMajorCode", command.to_major_code), ("toMajorName", command.to_major_name)):
        if value is not None:
            raise Refusal(ErrorCode.INVALID_INPUT, "Only a change of major names one.", [field])


def _check_open_requests(student: Student, enrolment: Enrolment, kind: ChangeKind) -> None:
    waiting = (
        r for r in student.requests.values() if r.enrolment == enrolment.number and r.next_step is not None
    )
    if any(request.kind == kind for request in waiting):
        raise Refusal(
            ErrorCode.ALREADY_REQUESTED, "A request of this kind is under review already.", ["kind"]
        )


async def _school_entered(
    session: Session, enrolment: Enrolment, command: RequestStatusChange
) -> School | None:
    if command.kind != ChangeKind.TRANSFER:
        return None
    assert command.to_school_code is not None
    school = await session.load(School, school_id(command.to_school_code))
    if school is None:
        raise Refusal(
            ErrorCode.NOT_FOUND,
            "There is no school {code}.",
            ["toSchoolCode"],
            code=command.to_school_code,
        )
    if school.code == enrolment.school:
        raise Refusal(ErrorCode.INVALID_INPUT, "A transfer leads to another school.", ["toSchoolCode"])
    if school.enrolment_stopped:
        raise Refusal(
            ErrorCode.ENROLMENT_STOPPED,
            "Enrolment of school {code} is stopped.",
            ["toSchoolCode"],
            code=school.code,
        )
    return school


def _route(
    routes: Routes, enrolment: Enrolment, entered: School | None, command: RequestStatusChange
) -> Route:
    border = boundary(enrolment.division, entered.division) if entered else Boundary.SAME_COUNTY
    way = routes.of(enrolment.track, command.kind, border, command.effective_on)
    if way is None:
        raise Refusal(
            ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
            "No route of approval is laid down for this change.",
            ["kind"],
        )
    return way


def _step(role: str, place: str, enrolment: Enrolment, entered: School | None) -> dict[str, str]:
    level, side = place.split("_")
    at_entered = side == "entered" and entered is not None
    school = entered.code if at_entered and entered else enrolment.school
    division = entered.division if at_entered and entered else enrolment.division
    scope = {"school": school, "county": division, "city": division[:4], "province": division[:2]}[level]
    return {"role": role, "scope": scope}
