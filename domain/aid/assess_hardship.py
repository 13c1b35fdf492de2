"""Recognising a family's hardship (家庭经济困难学生认定) for one school year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.aid.events import HardshipAssessed
from domain.command import Command, command
from domain.document import Document, check_documents
from domain.ledger.session import Session
from domain.policy.calendar import Term, today
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.status_rules import enrolment_in_scope
from domain.vocabulary import HardshipLevel


@command("AssessHardship")
class AssessHardship(Command, frozen=True, kw_only=True):
    """school_year: the year in which it begins. evidence: the papers that it rests on."""

    enrolment: str
    school_year: int
    level: str
    evidence: Sequence[Document]


async def assess_hardship(session: Session, command: AssessHardship) -> dict[str, Any]:
    """AID_OFFICER of the school. Refuses, in order: FORBIDDEN, NOT_FOUND, INVALID_INPUT, DOCUMENT_MISSING, CONFLICT."""
    session.by.require_role("AID_OFFICER")
    student, enrolment = await enrolment_in_scope(session, command.enrolment)
    if not 2007 <= command.school_year <= Term.of(today()).school_year:
        raise Refusal("INVALID_INPUT", "Give a school year from 2007 to the current one.", ["schoolYear"])
    check_documents(command.evidence, "evidence")
    if command.level != HardshipLevel.NONE and not command.evidence:
        raise Refusal("DOCUMENT_MISSING", "Recognised hardship needs evidence.", ["evidence"])
    if enrolment.cancelled:
        raise Refusal("CONFLICT", "This enrolment was cancelled.", ["enrolmentId"])
    if enrolment.held_for:  # what this school decided would move the payments of the other one
        raise Refusal(
            "CONFLICT",
            "This enrolment is held; school {school} decides.",
            ["enrolmentId"],
            school=enrolment.held_for,
        )
    _check_student_that_year(enrolment, command.school_year)
    student.trigger_event(
        HardshipAssessed,
        enrolment=enrolment.number,
        school_year=command.school_year,
        level=command.level,
        evidence=[msgspec.to_builtins(document) for document in command.evidence],
        school=enrolment.school,
    )
    session.save(student)
    return {"enrolment": command.enrolment}


def _check_student_that_year(enrolment: Enrolment, school_year: int) -> None:
    """A school judges its own students, not those who left before the year began."""
    if not enrolment.known_between(f"{school_year}-09-01", f"{school_year + 1}-08-31"):
        raise Refusal(
            "CONFLICT",
            "This person is not a student of the school in the school year {year}.",
            ["schoolYear"],
            year=school_year,
        )
