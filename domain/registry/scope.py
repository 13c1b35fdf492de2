"""What an input names, as far as it lies in the scope of the one who acts (rules §10)."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry import school_code
from domain.registry.enrolment import Enrolment
from domain.registry.school import OfSchool, School, school_id
from domain.registry.student import Student, parse_enrolment_id
from domain.vocabulary import ErrorCode

T = TypeVar("T", bound=OfSchool)

# The first rungs of every command that names a school: the role, then ``school_in_scope``.
AT_SCHOOL = (
    ErrorCode.FORBIDDEN,
    ErrorCode.INVALID_SCHOOL_CODE,
    ErrorCode.OUT_OF_SCOPE,
    ErrorCode.NOT_FOUND,
)


async def school_in_scope(session: Session, code: str, *path: str) -> School:
    """The school with this code. Refuses INVALID_SCHOOL_CODE, OUT_OF_SCOPE, NOT_FOUND.

    Whether a code is in use is told to whose scope would cover it; to others it is out of scope either way.
    """
    path = path or ("schoolCode",)
    check_school_code(code, session.log.code, *path)
    school = await session.load(School, school_id(code))
    session.by.require_school(code, school.division if school else session.log.code, *path)
    if school is None:
        raise Refusal(ErrorCode.NOT_FOUND, "There is no school {code}.", path, code=code)
    return school


def check_school_code(code: str, province: str, *path: str) -> None:
    """Refuses INVALID_SCHOOL_CODE for what is no code of this province."""
    try:
        school_code.check(code, province)
    except ValueError as error:
        raise Refusal(
            ErrorCode.INVALID_SCHOOL_CODE,
            "A school code has ten digits, the third and fourth the province ({province}).",
            path,
            province=province,
        ) from error


async def enrolment_in_scope(session: Session, id: str) -> tuple[Student, Enrolment]:
    """The enrolment with this id; one that is unknown, malformed or out of scope is NOT_FOUND."""
    pair = parse_enrolment_id(id)
    student = await session.load(Student, pair[0]) if pair else None
    enrolment = student.enrolments.get(pair[1]) if student and pair else None
    if (
        student is None
        or enrolment is None
        or not session.by.covers_school(enrolment.school, enrolment.division)
    ):
        raise Refusal(ErrorCode.NOT_FOUND, "There is no such enrolment in your scope.", ["enrolmentId"])
    return student, enrolment


async def in_scope(session: Session, cls: type[T], id: UUID | None, missing: Refusal) -> T:
    """The aggregate of a school with this id; one that is unknown, malformed or out of scope is ``missing``."""
    found = await session.load(cls, id) if id else None
    if found is None:
        raise missing
    school = await session.load(School, school_id(found.school))
    if school is None or not session.by.covers_school(school.code, school.division):
        raise missing
    return found
