"""Hardship recognised at the start of a school year, for the study years that the grant covers."""

from __future__ import annotations

from api.demonstration.desk import Desk, together
from api.demonstration.pupils import Pupil
from domain.aid.assess_hardship import AssessHardship
from domain.document import Document
from domain.policy.status import EnrolmentStatus
from domain.registry.enrolment import Enrolment
from domain.registry.student import Student, enrolment_id
from domain.vocabulary import HardshipLevel

PAPERS = {
    HardshipLevel.GENERAL: "家庭经济困难证明",
    HardshipLevel.HARD: "农村低保证",
    HardshipLevel.SPECIAL: "残疾人证",
}

DAY = "09-15"


async def assess(desk: Desk, school_year: int) -> None:
    pupils = [
        pupil
        for pupil in desk.town.pupils
        if pupil.level != HardshipLevel.NONE
        and school_year - 1 <= pupil.intake <= school_year
        and not pupil.late
    ]
    students = await desk.read(Student, [desk.person(pupil) for pupil in pupils])
    enrolled = ((pupil, _enrolled(students[desk.person(pupil)], school_year)) for pupil in pupils)
    await together(_assess(desk, pupil, enrolment, school_year) for pupil, enrolment in enrolled if enrolment)


def _enrolled(student: Student, school_year: int) -> Enrolment | None:
    """By effect, not by what is newest: the answer stays when an interrupted demonstration goes on years later."""
    day = f"{school_year}-{DAY}"
    return next((e for e in student.enrolments.values() if e.status_on(day) == EnrolmentStatus.ACTIVE), None)


async def _assess(desk: Desk, pupil: Pupil, enrolment: Enrolment, school_year: int) -> None:
    paper = Document(kind=PAPERS[HardshipLevel(pupil.level)], reference=f"{school_year}-{pupil.number:05}")
    await desk.do(
        desk.town.staff.holder("AID_OFFICER", enrolment.school),
        AssessHardship(
            idempotency_key=desk.key("hardship", pupil.number, school_year),
            enrolment_id=enrolment_id(desk.person(pupil), enrolment.number),
            school_year=school_year,
            level=HardshipLevel(pupil.level),
            evidence=[paper],
        ),
    )
