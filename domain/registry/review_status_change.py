"""Deciding one step of a status change's route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.checks import check_comment, check_papers
from domain.command import Command, command
from domain.document import Document
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.policy.policy import Policy
from domain.policy.status import ChangeKind
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.events import ChangeReviewed, StatusChanged, TransferredIn
from domain.registry.papers import kept_papers
from domain.registry.request import ChangeRequest, ReviewStep
from domain.registry.request_status_change import ChangeAnswer
from domain.registry.status_rules import check_limit, check_other_places, check_transition
from domain.registry.student import Student, change_id, parse_change_id
from domain.vocabulary import Decision, ErrorCode, Role


@command("ReviewStatusChange")
class ReviewStatusChange(Command[ChangeAnswer], frozen=True, kw_only=True):
    """decision APPROVE or REJECT; a rejection says why in ``comment``."""

    change_id: str = msgspec.field(name="change")
    decision: Decision
    comment: str | None = None
    documents: Sequence[Document] = ()


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.ALREADY_DONE,
    Rung(ErrorCode.FORBIDDEN, "it is the turn of another role"),
    ErrorCode.OUT_OF_SCOPE,
    ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
    ErrorCode.INVALID_INPUT,
    ErrorCode.PERSON_UNREADABLE,
    ErrorCode.DOCUMENT_MISSING,
    ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
    by=(Role.PRINCIPAL, Role.REGISTRY_AUTHORITY),
)
async def review_status_change(session: Session, command: ReviewStatusChange) -> ChangeAnswer:
    """The step whose turn it is; the last one carries the change out, and the last two rungs are its alone."""
    student, request = await _find(session, command.change_id)
    index = request.next_step
    if index is None:
        raise Refusal(
            ErrorCode.ALREADY_DONE,
            "This change was decided before: {state}.",
            ["changeId"],
            state=request.state,
        )
    _check_reviewer(session.by, request, request.steps[index])
    check_comment(command.decision, command.comment)
    check_papers(command.documents, "documents")
    enrolment = student.enrolments[request.enrolment]
    await session.keys([student.id])
    student.trigger_event(
        ChangeReviewed,
        request=request.number,
        step=index,
        decision=command.decision,
        comment=session.seal_text(student.id, command.comment),
        documents=kept_papers(session, student.id, command.documents),
        to_school=request.to_school,
        school=enrolment.school,
    )
    approved = command.decision == Decision.APPROVE and request.next_step is None
    if approved:
        _carry_out(student, enrolment, request, session.policy)
    session.save(student, tags=student.cohorts(request.to_school) if request.to_school else [])
    return ChangeAnswer(change=change_id(student.id, request.number))


async def _find(session: Session, text: str) -> tuple[Student, ChangeRequest]:
    pair = parse_change_id(text)
    student = await session.load(Student, pair[0]) if pair else None
    request = student.requests.get(pair[1]) if student and pair else None
    if student is None or request is None or not _visible(session.by, student, request):
        raise Refusal(ErrorCode.NOT_FOUND, "There is no such change in your scope.", ["changeId"])
    return student, request


def _visible(by: Mandate, student: Student, request: ChangeRequest) -> bool:
    left = student.enrolments[request.enrolment]
    if by.covers_school(left.school, left.division):
        return True
    return bool(request.to_school and by.covers_school(request.to_school, request.to_division or "-"))


def _check_reviewer(by: Mandate, request: ChangeRequest, step: ReviewStep) -> None:
    if not by.has_role(Role(step.role)):
        raise Refusal(
            ErrorCode.FORBIDDEN, "It is the turn of {role} at {scope}.", role=step.role, scope=step.scope
        )
    if not (step.scope in by.scopes or by.covers_division(step.scope)):
        raise Refusal(
            ErrorCode.OUT_OF_SCOPE, "It is the turn of {role} at {scope}.", role=step.role, scope=step.scope
        )
    if by.is_recorded(*request.hands):
        raise Refusal(
            ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
            "You took part in this change already; another person must decide.",
        )


def _carry_out(student: Student, enrolment: Enrolment, request: ChangeRequest, policy: Policy) -> None:
    if request.missing_documents:
        raise Refusal(
            ErrorCode.DOCUMENT_MISSING,
            "Papers are missing: {kinds}.",
            ["documents"],
            kinds=", ".join(request.missing_documents),
        )
    check_transition(enrolment, request.kind, request.effective_on)
    day = date.fromisoformat(request.effective_on)
    check_limit(enrolment, request.kind, day, request.to_major_code, policy.limits)
    check_other_places(student, enrolment, request.kind, request.effective_on)
    code = request.to_major_code
    major = policy.majors.with_code(code) if code else None
    student.trigger_event(
        StatusChanged,
        request=request.number,
        enrolment=enrolment.number,
        kind=request.kind,
        effective_on=request.effective_on,
        to_school=request.to_school,
        to_major_code=code,
        to_major_name=request.to_major_name,
        agricultural=policy.majors.is_agricultural(code) if code else None,
        arts_performance=bool(major and major.arts_performance) if code else None,
        school=enrolment.school,
    )
    if request.kind == ChangeKind.TRANSFER:
        _arrive(student, enrolment, request)


def _arrive(student: Student, enrolment: Enrolment, request: ChangeRequest) -> None:
    student.trigger_event(
        TransferredIn,
        enrolment=len(student.enrolments) + 1,
        from_enrolment=enrolment.number,
        division=request.to_division,
        class_name=None,
        effective_on=request.effective_on,
        school=request.to_school,
    )
