"""The roster's way: published, submitted after its publicity, approved or returned (rules §6)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from domain.aid.draft_roster import RosterAnswer
from domain.aid.events import RosterPublished, RosterReviewed, RosterSubmitted
from domain.aid.publicity import (
    check_can_be_counted,
    check_near_its_term,
    check_shown_anew,
    check_shown_long_enough,
    too_short,
)
from domain.aid.roster import Roster
from domain.aid.scope import roster_in_scope
from domain.checks import check_another_person, check_comment, check_day
from domain.command import Command, command
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry.school import School, school_id
from domain.vocabulary import Decision, ErrorCode, Role, RosterState


@command("PublishAidRoster")
class PublishAidRoster(Command[RosterAnswer], frozen=True, kw_only=True):
    """published_on: the day on which it is hung out, from the next one on its days of publicity count."""

    roster_id: UUID | None = msgspec.field(name="roster")
    published_on: date


@command("SubmitAidRoster")
class SubmitAidRoster(Command[RosterAnswer], frozen=True, kw_only=True):
    """submitted_on: a day after its publicity."""

    roster_id: UUID | None = msgspec.field(name="roster")
    submitted_on: date


@command("ReviewAidRoster")
class ReviewAidRoster(Command[RosterAnswer], frozen=True, kw_only=True):
    """decision APPROVE or REJECT; a returned list says why in ``comment``."""

    roster_id: UUID | None = msgspec.field(name="roster")
    decision: Decision
    comment: str | None = None


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    ErrorCode.ROSTER_LOCKED,
    ErrorCode.WRONG_STATE,
    Rung(ErrorCode.INVALID_INPUT, "the list is empty, or an earlier form of it hung out then"),
    ErrorCode.HOLIDAYS_NOT_KNOWN,
    by=(Role.AID_OFFICER,),
)
async def publish_aid_roster(session: Session, command: PublishAidRoster) -> RosterAnswer:
    """The list is public from that day on."""
    roster = await roster_in_scope(session, command.roster_id)
    check_day(command.published_on, "publishedOn")
    check_near_its_term(roster, command.published_on, session.policy.publicity)
    _require_state(roster, RosterState.DRAFT)
    if not roster.entries:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "The list is empty: there is nothing to publish.", ["rosterId"]
        )
    check_shown_anew(roster, command.published_on)
    check_can_be_counted(command.published_on, session.policy)
    day = command.published_on.isoformat()
    roster.trigger_event(RosterPublished, effective_on=day, school=roster.school)
    return _saved(session, roster)


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    Rung(ErrorCode.PUBLICITY_TOO_SHORT, "the list is a draft"),
    ErrorCode.ROSTER_LOCKED,
    ErrorCode.WRONG_STATE,
    ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
    ErrorCode.HOLIDAYS_NOT_KNOWN,
    ErrorCode.PUBLICITY_TOO_SHORT,
    by=(Role.PRINCIPAL,),
)
async def submit_aid_roster(session: Session, command: SubmitAidRoster) -> RosterAnswer:
    """Once it was public long enough, by somebody who neither drafted nor published it in any of its forms."""
    roster = await roster_in_scope(session, command.roster_id)
    check_day(command.submitted_on, "submittedOn")
    if roster.state == RosterState.DRAFT:
        raise too_short(0, session.policy.publicity.needed(command.submitted_on))
    _require_state(roster, RosterState.PUBLISHED)
    check_another_person(session.by, *roster.makers)
    check_shown_long_enough(roster, command.submitted_on, session.policy)
    roster.trigger_event(RosterSubmitted, effective_on=command.submitted_on.isoformat(), school=roster.school)
    return _saved(session, roster)


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.ROSTER_LOCKED,
    ErrorCode.WRONG_STATE,
    ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
    ErrorCode.INVALID_INPUT,
    by=(Role.AID_AUTHORITY,),
)
async def review_aid_roster(session: Session, command: ReviewAidRoster) -> RosterAnswer:
    """By somebody who took no part in the list."""
    roster = await roster_in_scope(session, command.roster_id)
    _require_state(roster, RosterState.SUBMITTED)
    if session.by.is_recorded(*roster.makers, *roster.checkers):
        raise Refusal(
            ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
            "You took part in this list already; another person must decide.",
        )
    check_comment(command.decision, command.comment)
    school = await session.load(School, school_id(roster.school))
    assert school is not None, "a list is drawn up at a known school"
    roster.trigger_event(
        RosterReviewed,
        decision=command.decision,
        comment=command.comment,
        division=school.division,
        school=roster.school,
    )
    return _saved(session, roster)


def _require_state(roster: Roster, state: RosterState) -> None:
    if roster.state == state:
        return
    if roster.state == RosterState.APPROVED:
        raise Refusal(ErrorCode.ROSTER_LOCKED, "The roster is approved and locked.", ["rosterId"])
    raise Refusal(
        ErrorCode.WRONG_STATE,
        "The roster is {state}; this step needs it to be {needed}.",
        ["rosterId"],
        state=roster.state,
        needed=state,
    )


def _saved(session: Session, roster: Roster) -> RosterAnswer:
    session.save(roster)
    return RosterAnswer(roster=str(roster.id))
