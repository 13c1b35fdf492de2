"""Registration of students by their school: in batches, each line standing or falling alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from domain.checks import check_batch
from domain.command import Answer, Command, command
from domain.event import begin
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.divisions import Divisions
from domain.refusal import KeptRefusal, Refusal
from domain.registry import student_number
from domain.registry.double_enrolment import double_enrolment
from domain.registry.enrolment import Enrolment
from domain.registry.events import EnrolmentRegistered, StudentEntered
from domain.registry.new_student import NewStudent
from domain.registry.on_record import answer_on_record, was_cancelled
from domain.registry.persons import Known, Who, persons
from domain.registry.school import School
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.registry.sound_line import SoundLine, sound
from domain.registry.student import Student, enrolment_id
from domain.vocabulary import ErrorCode, Role

BATCH = 1_000


class RegisteredLine(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """enrolment: the id that the line has, None when it fell without one. errors: why it fell or is held.

    warnings: what to look at in a line that was registered all the same; answers kept before there were any lack them.
    """

    enrolment: str | None
    errors: list[KeptRefusal]
    warnings: list[KeptRefusal] = msgspec.field(default_factory=list)


class RegistrationsAnswer(Answer, frozen=True, kw_only=True):
    """results: one a line, in the order of the command."""

    results: list[RegisteredLine]


@command("RegisterStudents")
class RegisterStudents(Command[RegistrationsAnswer], frozen=True, kw_only=True):
    """Up to 1,000 students of one school."""

    school_code: str = msgspec.field(name="school")
    students: Sequence[NewStudent]


class Batch(NamedTuple):
    """known: the persons on record, and those whom the batch has entered so far."""

    session: Session
    school: School
    known: Known


@ladder(
    *AT_SCHOOL,
    ErrorCode.ENROLMENT_STOPPED,
    ErrorCode.INVALID_INPUT,
    line=(
        ErrorCode.INVALID_ID_NUMBER,
        ErrorCode.INVALID_INPUT,
        ErrorCode.PERSON_ERASED,
        ErrorCode.PERSON_UNREADABLE,
        Rung(ErrorCode.INVALID_INPUT, "on record under another name"),
        ErrorCode.WRONG_STATE,
        Rung(ErrorCode.INVALID_INPUT, "on record with other details"),
        ErrorCode.ALREADY_DONE,
        ErrorCode.DOUBLE_ENROLMENT,
    ),
    warnings=(ErrorCode.INVALID_ID_NUMBER, ErrorCode.CARD_CHECK_DIGIT, ErrorCode.ENROLMENT_CANCELLED),
    by=(Role.REGISTRAR,),
)
async def register_students(session: Session, command: RegisterStudents) -> RegistrationsAnswer:
    """A line refused DOUBLE_ENROLMENT gives a HELD enrolment."""
    school = await school_in_scope(session, command.school_code)
    _check_open(school)
    check_batch(command.students, BATCH, "A batch has 1 to {limit} students.", "students")
    checked = [_checked(line, session.policy.divisions) for line in command.students]
    standing = [line for line in checked if isinstance(line, SoundLine)]
    found, known = await persons(session, school.division, standing)
    batch, who = Batch(session, school, known), iter(found)
    results = [
        _registered(batch, next(who), line) if isinstance(line, SoundLine) else _fallen(line)
        for line in checked
    ]
    for student in known.values():
        session.save(student, tags=student.cohorts(school.code))
    return RegistrationsAnswer(results=results)


async def cancelled_before(session: Session, school: School, students: Sequence[NewStudent]) -> list[bool]:
    """For each line: was the registration that it repeats, of the same person from the same day, struck out?"""
    checked = [_checked(line, session.policy.divisions) for line in students]
    found, known = await persons(session, school.division, [s for s in checked if isinstance(s, SoundLine)])
    who = iter(found)
    return [
        isinstance(line, SoundLine)
        and isinstance(one := next(who), Who)
        and one.id in known
        and was_cancelled(known[one.id], school.code, line.line.entry_date)
        for line in checked
    ]


def _check_open(school: School) -> None:
    if school.enrolment_stopped:
        raise Refusal(
            ErrorCode.ENROLMENT_STOPPED,
            "Enrolment of school {code} is stopped.",
            ["schoolCode"],
            code=school.code,
        )


def _checked(line: NewStudent, divisions: Divisions) -> SoundLine | Refusal:
    try:
        return sound(line, divisions)
    except Refusal as refusal:
        return refusal


def _registered(batch: Batch, who: Who | Refusal, sound: SoundLine) -> RegisteredLine:
    if isinstance(who, Refusal):
        return _fallen(who)
    try:
        return _register(batch, who, sound)
    except Refusal as unreadable:
        return _fallen(unreadable)


def _register(batch: Batch, who: Who, sound: SoundLine) -> RegisteredLine:
    session, school, known = batch
    student = known.get(who.id)
    if student is not None:
        refusals, own = answer_on_record(session, student, school.code, sound.line)
        if refusals:
            return _fallen(*refusals, enrolment=enrolment_id(student.id, own.number) if own else None)
    warnings = [*sound.warnings, *_cancelled(student, school, sound)]
    if student is None:
        student = known[who.id] = _enter(session, school, who, sound.line)
    other = student.enrolment_elsewhere(None, sound.line.entry_date.isoformat())
    _add_enrolment(session, school, student, sound, other)
    return RegisteredLine(
        enrolment=enrolment_id(who.id, len(student.enrolments)),
        errors=[double_enrolment(other).kept()] if other else [],
        warnings=[warning.kept() for warning in warnings],
    )


def _cancelled(student: Student | None, school: School, sound: SoundLine) -> list[Refusal]:
    if student is None or not was_cancelled(student, school.code, sound.line.entry_date):
        return []
    return [
        Refusal(
            ErrorCode.ENROLMENT_CANCELLED,
            "A registration of this student from this day was cancelled before; this is a new one.",
            ["entryDate"],
        )
    ]


def _enter(session: Session, school: School, who: Who, line: NewStudent) -> Student:
    return begin(
        Student,
        StudentEntered,
        who.id,
        name=session.seal(who.id, line.name, new=True),
        id_number=session.seal(who.id, who.kept, new=True),
        school=school.code,
    )


def _add_enrolment(
    session: Session, school: School, student: Student, sound: SoundLine, other: Enrolment | None
) -> None:
    line, majors = sound.line, session.policy.majors
    major = majors.with_code(line.major_code)
    temporary = student_number.temporary(school.division, sound.about.birth)
    agricultural = majors.is_agricultural(line.major_code)
    student.trigger_event(
        EnrolmentRegistered,
        enrolment=len(student.enrolments) + 1,
        division=school.division,
        temporary_number=session.seal(student.id, temporary),
        card=session.seal(student.id, line.bank_card) if line.bank_card else None,
        hukou=line.hukou,
        origin_division=line.origin_division_code,
        poverty_belt=line.poverty_belt,
        major_code=line.major_code,
        major_name=line.major_name,
        agricultural=agricultural if line.agricultural_major is None else line.agricultural_major,
        arts_performance=bool(major and major.arts_performance)
        if line.arts_performance is None
        else line.arts_performance,
        effective_on=line.entry_date.isoformat(),
        years=line.years,
        study_mode=line.study_mode,
        track=line.track,
        class_name=line.class_name,
        held_for=other.school if other else None,
        to_school=other.school if other else None,
        school=school.code,
    )


def _fallen(*refusals: Refusal, enrolment: str | None = None) -> RegisteredLine:
    return RegisteredLine(enrolment=enrolment, errors=[refusal.kept() for refusal in refusals])
