"""Registration of students by their school: in batches, each line standing or falling alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from domain.checks import check_batch, check_name, check_text
from domain.command import Answer, Command, command
from domain.event import begin
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import today
from domain.policy.divisions import Divisions
from domain.policy.majors import is_major_code
from domain.refusal import KeptRefusal, Refusal
from domain.registry import bank_card, id_number, student_number
from domain.registry.double_enrolment import double_enrolment
from domain.registry.enrolment import Enrolment
from domain.registry.events import EnrolmentRegistered, StudentEntered
from domain.registry.school import School
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.registry.student import Student, enrolment_id
from domain.text import invisible
from domain.vocabulary import ErrorCode, Hukou, Role, StudyMode, Track

BATCH = 1_000
NAME_LENGTH = 50  # characters, the limit of the national import sheet


ID_FAULTS = {
    "length": Refusal(
        ErrorCode.INVALID_ID_NUMBER, "An ID number has 18 characters.", ["idNumber"], reason="length"
    ),
    "digits": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "An ID number is 17 digits, then a digit or X.",
        ["idNumber"],
        reason="digits",
    ),
    "birth_date": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "The birth date within the ID number (characters 7 to 14) does not exist.",
        ["idNumber"],
        reason="birth_date",
    ),
    "check_digit": Refusal(
        ErrorCode.INVALID_ID_NUMBER,
        "The last character of the ID number does not fit the others (GB 11643); please check it.",
        ["idNumber"],
        reason="check_digit",
    ),
}


class RegisteredLine(Answer, frozen=True, kw_only=True):
    """enrolment: the id that the line has, None when it fell without one. errors: why it fell or is held."""

    enrolment: str | None
    errors: list[KeptRefusal]


class RegistrationsAnswer(Answer, frozen=True, kw_only=True):
    """results: one a line, in the order of the command."""

    results: list[RegisteredLine]


class NewStudent(msgspec.Struct, frozen=True, kw_only=True):
    """One line. agricultural_major and arts_performance None: looked up by the code of the major."""

    id_number: str
    name: str
    hukou: Hukou
    origin_division_code: str = msgspec.field(name="origin_division")
    poverty_belt: bool = False
    major_code: str
    major_name: str
    agricultural_major: bool | None = msgspec.field(default=None, name="agricultural")
    arts_performance: bool | None = None
    entry_date: date
    years: float
    study_mode: StudyMode = StudyMode.FULL_TIME
    track: Track = Track.ORDINARY
    class_name: str | None = None
    bank_card: str | None = None


@command("RegisterStudents")
class RegisterStudents(Command[RegistrationsAnswer], frozen=True, kw_only=True):
    """Up to 1,000 students of one school."""

    school_code: str = msgspec.field(name="school")
    students: Sequence[NewStudent]


@ladder(
    *AT_SCHOOL,
    ErrorCode.ENROLMENT_STOPPED,
    ErrorCode.INVALID_INPUT,
    line=(
        ErrorCode.INVALID_ID_NUMBER,
        ErrorCode.INVALID_INPUT,
        ErrorCode.ALREADY_DONE,
        ErrorCode.PERSON_ERASED,
        ErrorCode.DOUBLE_ENROLMENT,
    ),
    by=(Role.REGISTRAR,),
)
async def register_students(session: Session, command: RegisterStudents) -> RegistrationsAnswer:
    """A line refused DOUBLE_ENROLMENT gives a HELD enrolment."""
    school = await school_in_scope(session, command.school_code)
    _check_open(school)
    check_batch(command.students, BATCH, "A batch has 1 to {limit} students.", "students")
    checked = [_checked(line, session.policy.divisions) for line in command.students]
    persons = {
        index: session.log.seals.person(line.id_number)
        for index, line in enumerate(checked)
        if isinstance(line, NewStudent)
    }
    known = await session.load_all(Student, list(persons.values()))
    await session.keys(known)
    results = [
        _register(session, school, known, persons[index], line)
        if isinstance(line, NewStudent)
        else _fallen(line)
        for index, line in enumerate(checked)
    ]
    for student in known.values():
        session.save(student, tags=student.cohorts(school.code))
    return RegistrationsAnswer(results=results)


def _check_open(school: School) -> None:
    if school.enrolment_stopped:
        raise Refusal(
            ErrorCode.ENROLMENT_STOPPED,
            "Enrolment of school {code} is stopped.",
            ["schoolCode"],
            code=school.code,
        )


def _checked(line: NewStudent, divisions: Divisions) -> NewStudent | Refusal:
    """The line with its ID number and card in their standard form, or why it falls."""
    try:
        number = id_number.normalise(line.id_number)
    except id_number.InvalidIdNumber as fault:
        return ID_FAULTS[fault.reason]
    try:
        card = bank_card.normalise(line.bank_card) if line.bank_card else None
    except ValueError:
        return Refusal(ErrorCode.INVALID_INPUT, "A bank card has 12 to 19 digits.", ["bankCard"])
    try:
        _check_line(line, number, divisions)
    except Refusal as refusal:
        return refusal
    return msgspec.structs.replace(line, id_number=number, bank_card=card, name=line.name.strip())


def _check_line(line: NewStudent, number: str, divisions: Divisions) -> None:
    if not 1 <= len(line.name.strip()) <= NAME_LENGTH or invisible(line.name.strip()):
        raise Refusal(
            ErrorCode.INVALID_INPUT, "A name has 1 to {limit} characters.", ["name"], limit=NAME_LENGTH
        )
    if not is_major_code(line.major_code):
        raise Refusal(ErrorCode.INVALID_INPUT, "A major has a six-digit code.", ["majorCode"])
    check_name(line.major_name, NAME_LENGTH, "majorName")
    check_text(line.class_name, NAME_LENGTH, "className")
    if not divisions.exists(line.origin_division_code):
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "{place} was never a division code.",
            ["originDivisionCode"],
            place=line.origin_division_code,
        )
    if not (1 <= line.years <= 6 and line.years * 2 == int(line.years * 2)):
        raise Refusal(ErrorCode.INVALID_INPUT, "A course lasts 1 to 6 years, in half years.", ["years"])
    if not id_number.birth_date(number) < line.entry_date <= today():
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The entry date must lie after birth and not in the future.",
            ["entryDate"],
        )


def _register(
    session: Session, school: School, known: dict[UUID, Student], person: UUID, line: NewStudent
) -> RegisteredLine:
    student = known.get(person)
    if student is not None and (same := _same_registration(student, school, line)) is not None:
        refusal = Refusal(
            ErrorCode.ALREADY_DONE, "This student waits for approval at this school already.", ["idNumber"]
        )
        return _fallen(refusal, enrolment_id(person, same.number))
    if student is not None and session.is_erased(person):
        return _fallen(
            Refusal(
                ErrorCode.PERSON_ERASED,
                "This person's data was erased from the ledger for ever; the province's data steward decides what now.",
                ["idNumber"],
            )
        )
    if student is None:
        student = known[person] = _enter(session, school, person, line)
    other = student.enrolment_elsewhere(None, line.entry_date.isoformat())
    _add_enrolment(session, school, student, line, other)
    added = enrolment_id(person, len(student.enrolments))
    return _fallen(double_enrolment(other), added) if other else RegisteredLine(enrolment=added, errors=[])


def _same_registration(student: Student, school: School, line: NewStudent) -> Enrolment | None:
    waiting = (
        e
        for e in student.enrolments.values()
        if e.school == school.code and not e.approved and not e.cancelled
    )
    return next((e for e in waiting if e.entry_date == line.entry_date.isoformat()), None)


def _enter(session: Session, school: School, person: UUID, line: NewStudent) -> Student:
    return begin(
        Student,
        StudentEntered,
        person,
        name=session.seal(person, line.name, new=True),
        id_number=session.seal(person, line.id_number, new=True),
        school=school.code,
    )


def _add_enrolment(
    session: Session, school: School, student: Student, line: NewStudent, other: Enrolment | None
) -> None:
    majors = session.policy.majors
    major = majors.with_code(line.major_code)
    temporary = student_number.temporary(school.division, id_number.birth_date(line.id_number))
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
        major_name=line.major_name.strip(),
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


def _fallen(refusal: Refusal, enrolment: str | None = None) -> RegisteredLine:
    return RegisteredLine(enrolment=enrolment, errors=[refusal.kept()])
