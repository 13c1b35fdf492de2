"""The registry authority's approval of registrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.command import Command, command
from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.events import EnrolmentHeld, RegistrationApproved
from domain.registry.open_school import school_in_scope
from domain.registry.register_students import BATCH, double_enrolment
from domain.registry.student import Student, parse_enrolment_id

Pair = tuple[Student, Enrolment]


@command("ApproveRegistrations")
class ApproveRegistrations(Command, frozen=True, kw_only=True):
    """enrolments: ids as registration gave them, all of one school."""

    school: str
    enrolments: Sequence[str]


async def approve_registrations(session: Session, command: ApproveRegistrations) -> dict[str, Any]:
    """REGISTRY_AUTHORITY of the county or above. Refuses the batch: FORBIDDEN, NOT_FOUND, OUT_OF_SCOPE, INVALID_INPUT.

    A line: NOT_FOUND, ALREADY_DONE, SAME_PERSON_MAY_NOT_REVIEW; DOUBLE_ENROLMENT leaves it HELD.
    """
    session.by.require_role("REGISTRY_AUTHORITY")
    school = await school_in_scope(session, command.school)
    session.by.require_division(school.division, "schoolCode")
    if not 1 <= len(command.enrolments) <= BATCH:
        raise Refusal("INVALID_INPUT", "A batch has 1 to {limit} enrolments.", ["enrolmentIds"], limit=BATCH)
    wanted = [parse_enrolment_id(text) for text in command.enrolments]
    students = await session.load_all(Student, list({pair[0]: None for pair in wanted if pair}))
    approved, errors = [], []
    for index, (text, pair) in enumerate(zip(command.enrolments, wanted, strict=True)):
        try:
            _approve(session.by.name, _find(students, pair, school.code))
            approved.append(text)
        except Refusal as refusal:
            errors.append(refusal.under("enrolmentIds", index).as_value())
    session.save(*students.values())
    return {"approved": approved, "errors": errors}


def _find(students: dict[UUID, Student], pair: tuple[UUID, int] | None, school: str) -> Pair:
    student = students.get(pair[0]) if pair else None
    enrolment = student.enrolments.get(pair[1]) if student and pair else None
    if student is None or enrolment is None or enrolment.school != school:
        raise Refusal("NOT_FOUND", "There is no such enrolment at this school.")
    return student, enrolment


def _approve(reviewer: str, pair: Pair) -> None:
    student, enrolment = pair
    if enrolment.approved or enrolment.cancelled:
        raise Refusal("ALREADY_DONE", "This registration was decided before.")
    if enrolment.registered_by == reviewer:
        raise Refusal("SAME_PERSON_MAY_NOT_REVIEW", "Whoever prepared it may not approve it.")
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
