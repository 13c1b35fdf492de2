"""The ladders of hardship and of the aid roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.aid.assess_hardship import AssessHardship
from domain.aid.draft_roster import DraftAidRoster
from domain.aid.roster import roster_id
from domain.aid.roster_steps import PublishAidRoster, ReviewAidRoster, SubmitAidRoster
from domain.document import Document
from domain.policy.calendar import Term
from domain.policy.working_days import WorkingDays
from domain.vocabulary import Decision, ErrorCode, HardshipLevel, Scheme
from tests.domain.ladders.climbing import (
    ENROLMENT,
    FORBIDDEN,
    HIDDEN,
    NAMES_A_SCHOOL,
    NEVER,
    SECOND_ENROLMENT,
    UNREADABLE,
    Climb,
    Fault,
)
from tests.support.people import holder, new_student
from tests.support.story import GRANT, OTHER_SCHOOL, SCHOOL, TERM, Story

OFFICER, PRINCIPAL = holder("AID_OFFICER", SCHOOL), holder("PRINCIPAL", SCHOOL)
ROSTER = roster_id(SCHOOL, GRANT, TERM, 1)
ONE_STATE = "a list is in one state at a time"
OTHER_OFFICER, OTHER_PRINCIPAL = "another officer", "another principal"


async def waiting(story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.registered([new_student(0)])


async def held(story: Story) -> None:
    """The other school's registration of the same person was approved first."""
    await waiting(story)
    await story.registered([new_student(0)], OTHER_SCHOOL)
    await story.approved([SECOND_ENROLMENT], OTHER_SCHOOL)
    await story.approved([ENROLMENT])


async def cancelled(story: Story) -> None:
    await story.change(ENROLMENT, "CANCEL", "2015-09-01")


async def students(story: Story) -> None:
    await story.school()
    await story.students(1)


async def on_an_approved_list(story: Story) -> None:
    await story.roster()


async def drafted(story: Story) -> None:
    await students(story)
    await story.roster_draft()


async def nobody_drafted(story: Story) -> None:
    await story.school()
    await story.roster_draft()


async def published(story: Story) -> None:
    await drafted(story)
    await story.act(OFFICER, PublishAidRoster, roster_id=ROSTER, published_on=date(2015, 9, 1))


async def drafted_anew(story: Story) -> None:
    """It hung out from 1 September on."""
    await published(story)
    await story.roster_draft()


async def published_by_another(story: Story) -> None:
    """And drawn up anew and published by the usual officer after that."""
    await drafted(story)
    other = replace(OFFICER, name=OTHER_OFFICER)
    await story.act(other, PublishAidRoster, roster_id=ROSTER, published_on=date(2015, 8, 31))
    await story.roster_draft()
    await story.act(OFFICER, PublishAidRoster, roster_id=ROSTER, published_on=date(2015, 9, 1))


async def submitted_by_another(story: Story) -> None:
    """Returned, and drawn up anew and submitted by the usual people after that."""
    await drafted(story)
    day, other = date(2015, 7, 1), replace(PRINCIPAL, name=OTHER_PRINCIPAL)
    await story.act(OFFICER, PublishAidRoster, roster_id=ROSTER, published_on=day)
    await story.act(other, SubmitAidRoster, roster_id=ROSTER, submitted_on=date(2015, 7, 15))
    await story.roster_reviewed(ROSTER, "REJECT")
    await story.roster_draft()
    await story.roster_submitted(ROSTER)


async def submitted_list(story: Story) -> None:
    """Of students who were told of already."""
    await story.roster_submitted(await story.roster_draft())


async def no_notices(story: Story) -> None:
    """Nobody has entered the holidays of any year."""
    story.log.policy = replace(story.log.policy, working_days=WorkingDays({}))


async def submitted(story: Story) -> None:
    await drafted(story)
    await story.roster_submitted(ROSTER)


async def returned(story: Story) -> None:
    """It still says who drafted and who submitted it."""
    await submitted(story)
    await story.roster_reviewed(ROSTER, "REJECT")


async def approved(story: Story) -> None:
    await submitted(story)
    await story.roster_reviewed(ROSTER)


LIST: dict[str, Any] = {"school_code": SCHOOL, "scheme": Scheme.GRANT, "term": Term.parse(TERM)}

CLIMBS = (
    Climb(
        command=AssessHardship,
        by=OFFICER,
        told=waiting,
        given={
            "enrolment_id": ENROLMENT,
            "school_year": 2015,
            "level": HardshipLevel.HARD,
            "evidence": [Document(kind="FAMILY", reference="1")],
        },
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"school_year": 2006}),
            Fault(ErrorCode.DOCUMENT_MISSING, given={"evidence": ()}),
            Fault(ErrorCode.ENROLMENT_CANCELLED, then=cancelled),
            Fault(ErrorCode.ENROLMENT_HELD, told=held),
            Fault(ErrorCode.NOT_ENROLLED_THEN, given={"school_year": 2010}),
            UNREADABLE,
        ),
    ),
    Climb(
        command=DraftAidRoster,
        by=OFFICER,
        told=students,
        given=LIST,
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.INVALID_INPUT, given={"term": Term.parse("2099-AUTUMN")}),
            Fault(ErrorCode.INVALID_INPUT, given={"supplementary": True}),
            Fault(
                ErrorCode.ROSTER_LOCKED,
                then=on_an_approved_list,
                apart="of a term that may have no list, none was ever locked",
            ),
            Fault(
                ErrorCode.ROSTER_LOCKED,
                then=submitted_list,
                apart="of a term that may have no list, none was ever submitted",
            ),
            Fault(ErrorCode.INVALID_INPUT, limits={"domain.aid.draft_roster.LARGEST": 0}),
        ),
    ),
    Climb(
        command=PublishAidRoster,
        by=OFFICER,
        told=drafted,
        given={"roster_id": ROSTER, "published_on": date(2015, 9, 1)},
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"published_on": NEVER}),
            Fault(ErrorCode.INVALID_INPUT, given={"published_on": date(2015, 6, 30)}),
            Fault(ErrorCode.ROSTER_LOCKED, told=approved),
            Fault(ErrorCode.WRONG_STATE, told=submitted, apart=ONE_STATE),
            Fault(ErrorCode.INVALID_INPUT, told=nobody_drafted, apart="an empty list never leaves its draft"),
            Fault(ErrorCode.INVALID_INPUT, told=drafted_anew, apart=ONE_STATE),
            Fault(ErrorCode.HOLIDAYS_NOT_KNOWN, then=no_notices),
        ),
    ),
    Climb(
        command=SubmitAidRoster,
        by=PRINCIPAL,
        told=published,
        given={"roster_id": ROSTER, "submitted_on": date(2015, 9, 10)},
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"submitted_on": NEVER}),
            Fault(ErrorCode.PUBLICITY_TOO_SHORT, told=drafted),
            Fault(ErrorCode.PUBLICITY_TOO_SHORT, told=drafted_anew),
            Fault(ErrorCode.ROSTER_LOCKED, told=approved, apart=ONE_STATE),
            Fault(ErrorCode.WRONG_STATE, told=submitted, apart=ONE_STATE),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": OFFICER.name}),
            Fault(
                ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
                by={"name": OTHER_OFFICER},
                told=published_by_another,
                apart=ONE_STATE,
            ),
            Fault(ErrorCode.HOLIDAYS_NOT_KNOWN, then=no_notices),
            Fault(ErrorCode.PUBLICITY_TOO_SHORT, given={"submitted_on": date(2015, 9, 9)}),
        ),
    ),
    Climb(
        command=ReviewAidRoster,
        by=holder("AID_AUTHORITY"),
        told=submitted,
        given={"roster_id": ROSTER, "decision": Decision.APPROVE},
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.ROSTER_LOCKED, told=approved),
            Fault(ErrorCode.WRONG_STATE, told=returned, apart=ONE_STATE),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": OFFICER.name}),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": PRINCIPAL.name}),
            Fault(
                ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
                by={"name": OTHER_PRINCIPAL},
                told=submitted_by_another,
                apart=ONE_STATE,
            ),
            Fault(ErrorCode.INVALID_INPUT, given={"comment": "长" * 2001}),
        ),
    ),
)
