"""Stopping a school's enrolment (停止招生), the sanction of rules §9."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.checks import check_reason
from domain.command import Command, command
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry.events import EnrolmentStopped
from domain.registry.open_school import SchoolAnswer
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.vocabulary import ErrorCode, Role


@command("StopEnrolment")
class StopEnrolment(Command[SchoolAnswer], frozen=True, kw_only=True):
    """The school may register nobody from now on."""

    school_code: str = msgspec.field(name="school")
    reason: str
    effective_on: date


@ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    ErrorCode.ALREADY_DONE,
    by=(Role.REGISTRY_AUTHORITY,),
)
async def stop_enrolment(session: Session, command: StopEnrolment) -> SchoolAnswer:
    """Those who are enrolled stay."""
    school = await school_in_scope(session, command.school_code)
    check_reason(command.reason, "reason")
    if school.enrolment_stopped:
        raise Refusal(
            ErrorCode.ALREADY_DONE,
            "Enrolment of school {code} is stopped already.",
            ["schoolCode"],
            code=school.code,
        )
    school.trigger_event(
        EnrolmentStopped,
        reason=command.reason.strip(),
        effective_on=command.effective_on.isoformat(),
        school=school.code,
    )
    session.save(school)
    return SchoolAnswer(school=school.code)
