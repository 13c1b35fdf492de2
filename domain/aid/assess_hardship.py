"""Recognising a family's hardship (家庭经济困难学生认定) for one school year."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.aid.events import HardshipAssessed
from domain.checks import check_papers
from domain.command import Answer, Command, command
from domain.document import Document
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import Term, today
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.papers import kept_papers
from domain.registry.scope import enrolment_in_scope
from domain.vocabulary import ErrorCode, HardshipLevel, Role


class EnrolmentAnswer(Answer, frozen=True, kw_only=True):
    """enrolment: the id of the enrolment whose student was assessed."""

    enrolment: str


@command("AssessHardship")
class AssessHardship(Command[EnrolmentAnswer], frozen=True, kw_only=True):
    """school_year: the year in which it begins. evidence: the papers that it rests on."""

    enrolment_id: str = msgspec.field(name="enrolment")
    school_year: int
    level: HardshipLevel
    evidence: Sequence[Document]


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    ErrorCode.DOCUMENT_MISSING,
    ErrorCode.ENROLMENT_CANCELLED,
    ErrorCode.ENROLMENT_HELD,
    ErrorCode.NOT_ENROLLED_THEN,
    ErrorCode.PERSON_UNREADABLE,
    by=(Role.AID_OFFICER,),
)
async def assess_hardship(session: Session, command: AssessHardship) -> EnrolmentAnswer:
    """The level holds for the school year; a later one takes its place."""
    student, enrolment = await enrolment_in_scope(session, command.enrolment_id)
    if not 2007 <= command.school_year <= Term.of(today()).school_year:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "Give a school year from 2007 to the current one.", ["schoolYear"]
        )
    check_papers(command.evidence, "evidence")
    if command.level != HardshipLevel.NONE and not command.evidence:
        raise Refusal(ErrorCode.DOCUMENT_MISSING, "Recognised hardship needs evidence.", ["evidence"])
    if enrolment.cancelled:
        raise Refusal(ErrorCode.ENROLMENT_CANCELLED, "This enrolment was cancelled.", ["enrolmentId"])
    if enrolment.held_for:  # what this school decided would move the payments of the other one
        raise Refusal(
            ErrorCode.ENROLMENT_HELD,
            "This enrolment is held; school {school} decides.",
            ["enrolmentId"],
            school=enrolment.held_for,
        )
    _check_student_that_year(enrolment, command.school_year)
    await session.keys([student.id])
    student.trigger_event(
        HardshipAssessed,
        enrolment=enrolment.number,
        school_year=command.school_year,
        level=command.level,
        evidence=kept_papers(session, student.id, command.evidence),
        school=enrolment.school,
    )
    session.save(student)
    return EnrolmentAnswer(enrolment=command.enrolment_id)


def _check_student_that_year(enrolment: Enrolment, school_year: int) -> None:
    """A school judges its own students, not those who left before the year began."""
    if not enrolment.known_between(f"{school_year}-09-01", f"{school_year + 1}-08-31"):
        raise Refusal(
            ErrorCode.NOT_ENROLLED_THEN,
            "This person is not a student of the school in the school year {year}.",
            ["schoolYear"],
            year=school_year,
        )
