"""The ladders of the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from domain.document import Document
from domain.registry.approve_registrations import ApproveRegistrations
from domain.registry.open_school import OpenSchool
from domain.registry.register_students import RegisterStudents
from domain.registry.request_status_change import RequestStatusChange
from domain.registry.review_status_change import ReviewStatusChange
from domain.registry.stop_enrolment import StopEnrolment
from domain.vocabulary import Decision, ErrorCode, Ownership, Role, Track
from tests.domain.ladders.climbing import (
    ENROLMENT,
    FORBIDDEN,
    HIDDEN,
    NAMES_A_SCHOOL,
    OUT_OF_SCOPE,
    PERSON,
    SECOND_ENROLMENT,
    UNREADABLE,
    Climb,
    Fault,
    Values,
    nothing,
)
from tests.support.memory import MemoryLog
from tests.support.people import holder, new_student
from tests.support.story import COUNTY, OTHER_SCHOOL, SCHOOL, Story

AUTHORITY, REGISTRAR = holder("REGISTRY_AUTHORITY"), holder("REGISTRAR", SCHOOL)
CITY, CHANGE = holder("REGISTRY_AUTHORITY", "3715"), f"{PERSON}.1"
PAPERS = ("SCHOOL_REPORT", "CITY_SEAL", "STUDENT_REQUEST", "ADMISSION_LIST")
UNKNOWN_SCHOOL = "3637000009"
IN_THE_LAST_YEAR = date(2017, 10, 1)


async def two_schools(story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)


async def stopped(story: Story) -> None:
    await _stop(story, SCHOOL)


async def both_stopped(story: Story) -> None:
    await _stop(story, SCHOOL)
    await _stop(story, OTHER_SCHOOL)


async def _stop(story: Story, school: str) -> None:
    values = {"school_code": school, "reason": "虚报人数", "effective_on": date(2015, 9, 1)}
    await story.act(AUTHORITY, StopEnrolment, **values)


async def waits_elsewhere(story: Story) -> None:
    await two_schools(story)
    await story.registered([new_student(0)], OTHER_SCHOOL)


async def waits_here(story: Story) -> None:
    await story.registered([new_student(0)])


async def left_here(story: Story) -> None:
    await story.registered([new_student(0)])
    await story.approved([SECOND_ENROLMENT])
    await story.change(SECOND_ENROLMENT, "WITHDRAW", "2016-04-01")


async def died_elsewhere(story: Story) -> None:
    await approved_elsewhere_first(story)
    await story.change(ENROLMENT, "DECEASED", "2016-04-01", OTHER_SCHOOL)


async def approved_elsewhere_first(story: Story) -> None:
    await story.approved([ENROLMENT], OTHER_SCHOOL)


async def erased(story: Story) -> None:
    cast(MemoryLog, story.log).keys.clear()


async def registered(story: Story) -> None:
    await two_schools(story)
    await waits_here(story)


async def approved(story: Story) -> None:
    await story.approved([ENROLMENT])


async def enrolled_elsewhere(story: Story) -> None:
    await story.registered([new_student(0)], OTHER_SCHOOL)
    await story.approved([SECOND_ENROLMENT], OTHER_SCHOOL)


async def enrolled(story: Story) -> None:
    await two_schools(story)
    await story.students(1)


async def enrolled_before_the_rules(story: Story) -> Values:
    """The rules that lay down the routes are of 2010; who entered before them was born earlier than the others."""
    await two_schools(story)
    [enrolment] = await story.students(1, id_number="11010519491231002X", entry_date=date(2008, 9, 1))
    return {"enrolment_id": enrolment}


async def transfer_requested(story: Story) -> None:
    await story.requested(ENROLMENT, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)


async def suspended(story: Story) -> None:
    await story.change(ENROLMENT, "SUSPEND", "2015-10-01")


async def enrolled_elsewhere_later(story: Story) -> None:
    await story.change(ENROLMENT, "WITHDRAW", "2016-04-01")
    await story.registered([new_student(0, entry_date=date(2016, 5, 1))], OTHER_SCHOOL)
    await story.approved([SECOND_ENROLMENT], OTHER_SCHOOL)


async def before_the_last_step(story: Story) -> None:
    """A change that the province decides last, on papers that nobody has named so far."""
    await story.school()
    await story.students(1, track=Track.FIVE_YEAR)
    await story.requested(ENROLMENT, "SUSPEND", "2016-03-01")
    for by in (holder("PRINCIPAL", SCHOOL), CITY):
        await story.act(by, ReviewStatusChange, change_id=CHANGE, decision=Decision.APPROVE)


async def rejected(story: Story) -> None:
    await story.decided(CHANGE, "REJECT")


async def withdrawn(story: Story) -> None:
    await story.change(ENROLMENT, "WITHDRAW", "2015-10-01")


CLIMBS = (
    Climb(
        command=OpenSchool,
        by=AUTHORITY,
        told=nothing,
        given={"code": SCHOOL, "name": "学校", "division_code": COUNTY, "ownership": Ownership.PUBLIC},
        faults=(
            FORBIDDEN,
            Fault(ErrorCode.INVALID_SCHOOL_CODE, given={"code": "3611000001"}),
            Fault(ErrorCode.INVALID_INPUT, given={"name": " "}),
            Fault(ErrorCode.INVALID_INPUT, given={"division_code": "379999"}),
            OUT_OF_SCOPE,
            Fault(ErrorCode.ALREADY_DONE, then=two_schools),
        ),
    ),
    Climb(
        command=StopEnrolment,
        by=AUTHORITY,
        told=two_schools,
        given={"school_code": SCHOOL, "reason": "虚报人数", "effective_on": date(2016, 1, 1)},
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.INVALID_INPUT, given={"reason": " "}),
            Fault(ErrorCode.ALREADY_DONE, then=stopped),
        ),
    ),
    Climb(
        command=RegisterStudents,
        by=REGISTRAR,
        told=waits_elsewhere,
        given={"school_code": SCHOOL, "students": [new_student(0)]},
        lines="students",
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.ENROLMENT_STOPPED, then=stopped, apart="what was never opened is not stopped"),
            Fault(ErrorCode.INVALID_INPUT, given={"students": [new_student(0)] * 1001}),
        ),
        line=(
            Fault(ErrorCode.INVALID_ID_NUMBER, line={"id_number": "371525200001010000"}),
            Fault(ErrorCode.INVALID_INPUT, line={"bank_card": "1"}),
            Fault(ErrorCode.INVALID_INPUT, line={"name": " "}),
            Fault(ErrorCode.INVALID_INPUT, line={"entry_date": date(2100, 9, 1)}),
            Fault(ErrorCode.INVALID_INPUT, line={"entry_date": date(2011, 9, 1)}),
            Fault(ErrorCode.PERSON_ERASED, then=erased, limits={"domain.ledger.privacy.LIVES": 1}),
            replace(UNREADABLE, apart="what is gone is not damaged"),
            Fault(ErrorCode.INVALID_INPUT, line={"name": "别人"}),
            Fault(ErrorCode.WRONG_STATE, then=left_here),
            Fault(ErrorCode.WRONG_STATE, then=died_elsewhere),
            Fault(ErrorCode.INVALID_INPUT, then=waits_here, line={"class_name": "二班"}),
            Fault(ErrorCode.ALREADY_DONE, then=waits_here),
            Fault(ErrorCode.DOUBLE_ENROLMENT, then=approved_elsewhere_first),
        ),
    ),
    Climb(
        command=ApproveRegistrations,
        by=AUTHORITY,
        told=registered,
        given={"school_code": SCHOOL, "enrolment_ids": [ENROLMENT]},
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.OUT_OF_SCOPE, by={"scopes": (SCHOOL,)}),
            Fault(ErrorCode.INVALID_INPUT, given={"enrolment_ids": [ENROLMENT] * 1001}),
        ),
        line=(
            Fault(ErrorCode.NOT_FOUND, given={"school_code": OTHER_SCHOOL}),
            Fault(ErrorCode.ALREADY_DONE, then=approved),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": REGISTRAR.name}),
            Fault(ErrorCode.DOUBLE_ENROLMENT, then=enrolled_elsewhere),
        ),
    ),
    Climb(
        command=RequestStatusChange,
        by=REGISTRAR,
        told=enrolled,
        given={
            "enrolment_id": ENROLMENT,
            "kind": "TRANSFER",
            "effective_on": date(2016, 3, 1),
            "reason": "其他",
            "to_school_code": OTHER_SCHOOL,
        },
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"reason": " "}),
            Fault(ErrorCode.INVALID_INPUT, given={"effective_on": date(2015, 8, 31)}),
            Fault(ErrorCode.ALREADY_REQUESTED, then=transfer_requested),
            Fault(ErrorCode.STATUS_CHANGE_NOT_ALLOWED, then=suspended),
            Fault(ErrorCode.STATUS_CHANGE_NOT_ALLOWED, given={"effective_on": IN_THE_LAST_YEAR}),
            Fault(ErrorCode.STATUS_CHANGE_NOT_ALLOWED, then=enrolled_elsewhere_later),
            Fault(ErrorCode.NOT_FOUND, given={"to_school_code": UNKNOWN_SCHOOL}),
            Fault(
                ErrorCode.INVALID_INPUT,
                given={"to_school_code": SCHOOL},
                apart="the school left is known",
            ),
            Fault(ErrorCode.ENROLMENT_STOPPED, then=both_stopped),
            Fault(
                ErrorCode.STATUS_CHANGE_NOT_ALLOWED,
                told=enrolled_before_the_rules,
                given={"effective_on": date(2009, 3, 1)},
            ),
            UNREADABLE,
        ),
    ),
    Climb(
        command=ReviewStatusChange,
        by=AUTHORITY,
        told=before_the_last_step,
        given={
            "change_id": CHANGE,
            "decision": Decision.APPROVE,
            "comment": "已核",
            "documents": [Document(kind=kind, reference="1") for kind in PAPERS],
        },
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.ALREADY_DONE, then=rejected),
            Fault(ErrorCode.FORBIDDEN, by={"roles": (Role.PRINCIPAL,)}),
            Fault(ErrorCode.OUT_OF_SCOPE, by={"scopes": CITY.scopes}),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": CITY.name}),
            Fault(ErrorCode.INVALID_INPUT, given={"comment": "长" * 2001}),
            UNREADABLE,
            Fault(ErrorCode.DOCUMENT_MISSING, given={"documents": ()}),
            Fault(ErrorCode.STATUS_CHANGE_NOT_ALLOWED, then=withdrawn),
        ),
    ),
)
