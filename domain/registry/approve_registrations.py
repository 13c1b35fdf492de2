"""The registry authority's approval of registrations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.checks import check_another_person, check_batch
from domain.command import Answer, Command, command
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.refusal import KeptRefusal, Refusal
from domain.registry.double_enrolment import double_enrolment
from domain.registry.enrolment import Enrolment
from domain.registry.events import EnrolmentHeld, RegistrationApproved
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.registry.student import Student, parse_enrolment_id
from domain.vocabulary import ErrorCode, Role

BATCH = 1_000

Pair = tuple[Student, Enrolment]


class ApprovalsAnswer(Answer, frozen=True, kw_only=True):
    """approved: ids of enrolments. errors: why each of the others fell, its path naming the line."""

    approved: list[str]
    errors: list[KeptRefusal]


@command("ApproveRegistrations")
class ApproveRegistrations(Command[ApprovalsAnswer], frozen=True, kw_only=True):
    """enrolment_ids: as registration gave them, all of one school."""

    school_code: str = msgspec.field(name="school")
    enrolment_ids: Sequence[str] = msgspec.field(name="enrolments")


@ladder(
    *AT_SCHOOL,
    Rung(ErrorCode.OUT_OF_SCOPE, "a school approves nothing"),
    ErrorCode.INVALID_INPUT,
    line=(
        ErrorCode.NOT_FOUND,
        ErrorCode.ALREADY_DONE,
        ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
        ErrorCode.DOUBLE_ENROLMENT,
    ),
    by=(Role.REGISTRY_AUTHORITY,),
)
async def approve_registrations(session: Session, command: ApproveRegistrations) -> ApprovalsAnswer:
    """A line refused DOUBLE_ENROLMENT leaves the enrolment HELD."""
    school = await school_in_scope(session, command.school_code)
    session.by.require_division(school.division, "schoolCode")
    check_batch(command.enrolment_ids, BATCH, "A batch has 1 to {limit} enrolments.", "enrolmentIds")
    wanted = [parse_enrolment_id(id) for id in command.enrolment_ids]
    students = await session.load_all(Student, list({pair[0]: None for pair in wanted if pair}))
    approved, errors = [], []
    for index, (id, pair) in enumerate(zip(command.enrolment_ids, wanted, strict=True)):
        try:
            _approve(session, _find(students, pair, school.code))
            approved.append(id)
        except Refusal as refusal:
            errors.append(refusal.under("enrolmentIds", index).kept())
    session.save(*students.values())
    return ApprovalsAnswer(approved=approved, errors=errors)


def _find(students: dict[UUID, Student], pair: tuple[UUID, int] | None, school: str) -> Pair:
    student = students.get(pair[0]) if pair else None
    enrolment = student.enrolments.get(pair[1]) if student and pair else None
    if student is None or enrolment is None or enrolment.school != school:
        raise Refusal(ErrorCode.NOT_FOUND, "There is no such enrolment at this school.")
    return student, enrolment


def _approve(session: Session, pair: Pair) -> None:
    student, enrolment = pair
    if enrolment.approved or enrolment.cancelled:
        raise Refusal(ErrorCode.ALREADY_DONE, "This registration was decided before.")
    check_another_person(session.by, enrolment.registered_by)
    other = student.enrolment_elsewhere(enrolment, enrolment.entry_date)
    if other is not None:
        _hold(student, enrolment, other)
        raise double_enrolment(other)
    student.trigger_event(
        RegistrationApproved,
        enrolment=enrolment.number,
        effective_on=enrolment.entry_date,
        school=enrolment.school,
    )


def _hold(student: Student, enrolment: Enrolment, other: Enrolment) -> None:
    if enrolment.held_for != other.school:
        student.trigger_event(
            EnrolmentHeld,
            enrolment=enrolment.number,
            held_for=other.school,
            to_school=other.school,
            school=enrolment.school,
        )
