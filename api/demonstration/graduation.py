"""The end of the last year: whoever is still there graduates."""

from __future__ import annotations

from datetime import date

from api.demonstration.changes import Filing, carry_through
from api.demonstration.desk import Desk
from api.demonstration.pupils import Pupil
from domain.policy.status import ChangeKind, EnrolmentStatus
from domain.registry.enrolment import Enrolment
from domain.registry.student import Student

ADMISSION_PAPERS = ["SCHOOL_REPORT", "CITY_SEAL", "STUDENT_REQUEST", "ADMISSION_LIST"]


async def graduate(desk: Desk, intake: int, on: date) -> None:
    pupils = {desk.person(pupil): pupil for pupil in desk.town.pupils if pupil.intake == intake}
    students = await desk.read(Student, list(pupils))
    await carry_through(
        desk,
        [
            _filing(student, enrolment, pupils[student.id], on)
            for student in students.values()
            for enrolment in student.enrolments.values()
            if enrolment.status_on(on.isoformat()) == EnrolmentStatus.ACTIVE
        ],
    )


def _filing(student: Student, enrolment: Enrolment, pupil: Pupil, on: date) -> Filing:
    special = pupil.line.track != "ORDINARY"
    return Filing(
        person=student.id,
        enrolment=enrolment.number,
        school=enrolment.school,
        kind=ChangeKind.COMPLETE if pupil.number % 60 == 0 else ChangeKind.GRADUATE,
        on=on,
        reason="学业期满 (end of the course)",
        documents=ADMISSION_PAPERS if special else (),
    )
