"""Schools open, students are registered and approved."""

from __future__ import annotations

from api.demonstration.city import DemoSchool
from api.demonstration.desk import Desk, together
from api.demonstration.pupils import Pupil
from api.demonstration.wrongs import SECOND_ENTRY
from domain.policy.calendar import Month
from domain.registry.approve_registrations import ApproveRegistrations
from domain.registry.new_student import NewStudent
from domain.registry.open_school import OpenSchool
from domain.registry.register_students import BATCH, RegisterStudents
from domain.registry.student import enrolment_id


def opening(desk: Desk, school: DemoSchool) -> OpenSchool:
    return OpenSchool(
        idempotency_key=desk.key("open", school.code),
        code=school.code,
        name=school.name,
        division_code=school.division,
        ownership=school.ownership,
    )


async def open_schools(desk: Desk) -> None:
    """One by one, so that the first event of the ledger tells whose it is."""
    city = desk.town.city
    for school in city.schools:
        by = desk.town.staff.holder("REGISTRY_AUTHORITY", city.code)
        await desk.do(by, opening(desk, school))


async def enter(desk: Desk, intakes: list[int], *, late: bool = False) -> None:
    """Registers and approves whoever enters with these intakes."""
    await together(_enter(desk, school, intakes, late) for school in desk.town.city.schools)


async def _enter(desk: Desk, school: DemoSchool, intakes: list[int], late: bool) -> None:
    mine = [p for p in desk.town.by_school[school.code] if p.intake in intakes and p.late == late]
    for start in range(0, len(mine), BATCH - 1):  # one place is kept for the student who is registered twice
        await _batch(desk, school, mine[start : start + BATCH - 1])


async def _batch(desk: Desk, school: DemoSchool, pupils: list[Pupil]) -> None:
    first = pupils[0].number
    second = _second(desk, school, pupils)
    lines = [pupil.line for pupil in pupils] + second
    registered = await desk.do(
        desk.at(school, "REGISTRAR"),
        RegisterStudents(
            idempotency_key=desk.key("register", school.code, first), school_code=school.code, students=lines
        ),
    )
    fallen = [line for line in registered.results if line.errors]
    assert len(fallen) == len(second), fallen
    await desk.do(
        desk.at(school, "REGISTRY_AUTHORITY"),
        ApproveRegistrations(
            idempotency_key=desk.key("approve", school.code, first),
            school_code=school.code,
            enrolment_ids=[enrolment_id(desk.person(pupil), 1) for pupil in pupils],
        ),
    )


def _second(desk: Desk, school: DemoSchool, pupils: list[Pupil]) -> list[NewStudent]:
    """The planted second registration, with the newcomers of that school and autumn."""
    double = desk.town.double
    its_intake = any(p.intake == Month.of(SECOND_ENTRY).school_year for p in pupils)
    return [double.line] if double.school == school.code and its_intake and not pupils[0].late else []
