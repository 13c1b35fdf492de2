"""Opening a school, and stopping its enrolment."""

from __future__ import annotations

from datetime import date

from domain.command import Command, command
from domain.event import begin
from domain.ledger.session import Session
from domain.policy import divisions
from domain.refusal import Refusal
from domain.registry import school_code
from domain.registry.events import EnrolmentStopped, SchoolOpened
from domain.registry.school import School, school_id
from domain.text import COMMENT, check_text

NAME_LENGTH = 100


@command("OpenSchool")
class OpenSchool(Command, frozen=True, kw_only=True):
    """A new school. division: the six-digit county code where it stands."""

    code: str
    name: str
    division: str
    ownership: str

    def earlier_names(self) -> tuple[str, ...]:
        """Until version 0.2 the school's name hid the command's."""
        return (self.name,)


@command("StopEnrolment")
class StopEnrolment(Command, frozen=True, kw_only=True):
    """The sanction of rules §9: the school may register nobody from now on."""

    school: str
    reason: str
    effective_on: date


async def open_school(session: Session, command: OpenSchool) -> dict[str, object]:
    """REGISTRY_AUTHORITY. Refuses: FORBIDDEN, INVALID_SCHOOL_CODE, INVALID_INPUT, OUT_OF_SCOPE, ALREADY_DONE."""
    session.by.require_role("REGISTRY_AUTHORITY")
    _check_code(command.code, session.ledger.code)
    _check_place(command, session.ledger.code)
    session.by.require_division(command.division, "divisionCode")
    if await session.load(School, school_id(command.code)) is not None:
        raise Refusal("ALREADY_DONE", "School {code} is open already.", ["code"], code=command.code)
    opened = begin(
        School,
        SchoolOpened,
        school_id(command.code),
        code=command.code,
        name=command.name.strip(),
        division=command.division,
        ownership=command.ownership,
        school=command.code,
    )
    session.save(opened)
    return {"school": command.code}


async def stop_enrolment(session: Session, command: StopEnrolment) -> dict[str, object]:
    """REGISTRY_AUTHORITY. Refuses: FORBIDDEN, NOT_FOUND, OUT_OF_SCOPE, INVALID_INPUT, ALREADY_DONE."""
    session.by.require_role("REGISTRY_AUTHORITY")
    school = await school_in_scope(session, command.school)
    if not command.reason.strip():
        raise Refusal("INVALID_INPUT", "Say why.", ["reason"])
    check_text(command.reason, COMMENT, "reason")
    if school.enrolment_stopped:
        raise Refusal(
            "ALREADY_DONE", "Enrolment of school {code} is stopped already.", ["schoolCode"], code=school.code
        )
    school.trigger_event(
        EnrolmentStopped,
        reason=command.reason.strip(),
        effective_on=command.effective_on.isoformat(),
        school=school.code,
    )
    session.save(school)
    return {"school": school.code}


async def school_in_scope(session: Session, code: str, *path: str) -> School:
    """The school that an input names. Refuses INVALID_SCHOOL_CODE, NOT_FOUND, OUT_OF_SCOPE."""
    path = path or ("schoolCode",)
    _check_code(code, session.ledger.code, *path)
    school = await session.load(School, school_id(code))
    if school is None:
        raise Refusal("NOT_FOUND", "There is no school {code}.", path, code=code)
    session.by.require_school(school.code, school.division, *path)
    return school


def _check_code(code: str, province: str, *path: str) -> None:
    try:
        school_code.check(code, province)
    except ValueError as error:
        raise Refusal(
            "INVALID_SCHOOL_CODE",
            "A school code has ten digits, the third and fourth the province ({province}).",
            path or ["code"],
            province=province,
        ) from error


def _check_place(command: OpenSchool, province: str) -> None:
    if not 1 <= len(command.name.strip()) <= NAME_LENGTH:
        raise Refusal("INVALID_INPUT", "A name has 1 to {limit} characters.", ["name"], limit=NAME_LENGTH)
    check_text(command.name.strip(), NAME_LENGTH, "name")
    known = len(command.division) == 6 and command.division.isdigit() and divisions.exists(command.division)
    if not known or not command.division.startswith(province):
        raise Refusal(
            "INVALID_INPUT",
            "{place} is not a six-digit division code of province {province}.",
            ["divisionCode"],
            place=command.division,
            province=province,
        )
