"""The roster's way: published, submitted after its publicity, approved or returned (rules §6)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.aid.events import RosterPublished, RosterReviewed, RosterSubmitted
from domain.aid.roster import Roster
from domain.command import Command, command
from domain.ledger.session import Session
from domain.plausible import check_day
from domain.policy.working_days import HolidaysNotKnown, working_days
from domain.refusal import Refusal
from domain.registry.open_school import school_in_scope
from domain.registry.school import School, school_id
from domain.text import COMMENT, check_text
from domain.vocabulary import Decision, RosterState

PUBLICITY = 5  # working days (公示不少于5个工作日)


@command("PublishAidRoster")
class PublishAidRoster(Command, frozen=True, kw_only=True):
    roster: UUID | None
    published_on: date


@command("SubmitAidRoster")
class SubmitAidRoster(Command, frozen=True, kw_only=True):
    roster: UUID | None
    submitted_on: date


@command("ReviewAidRoster")
class ReviewAidRoster(Command, frozen=True, kw_only=True):
    """decision APPROVE or REJECT; a returned list says why in ``comment``."""

    roster: UUID | None
    decision: str
    comment: str | None = None


async def publish_aid_roster(session: Session, command: PublishAidRoster) -> dict[str, Any]:
    """AID_OFFICER. Refuses, in order: FORBIDDEN, NOT_FOUND, INVALID_INPUT, ROSTER_LOCKED, CONFLICT."""
    session.by.require_role("AID_OFFICER")
    roster = await roster_in_scope(session, command.roster)
    check_day(command.published_on, "publishedOn")
    _require_state(roster, RosterState.DRAFT)
    if not roster.entries:
        raise Refusal("INVALID_INPUT", "The list is empty: there is nothing to publish.", ["rosterId"])
    day = command.published_on.isoformat()
    roster.trigger_event(RosterPublished, effective_on=day, school=roster.school)
    return _saved(session, roster)


async def submit_aid_roster(session: Session, command: SubmitAidRoster) -> dict[str, Any]:
    """PRINCIPAL. Refuses, in order: FORBIDDEN, NOT_FOUND, INVALID_INPUT, ROSTER_LOCKED, CONFLICT,
    SAME_PERSON_MAY_NOT_REVIEW, HOLIDAYS_NOT_KNOWN, PUBLICITY_TOO_SHORT.
    """
    session.by.require_role("PRINCIPAL")
    roster = await roster_in_scope(session, command.roster)
    check_day(command.submitted_on, "submittedOn")
    if roster.state == RosterState.DRAFT:
        raise _too_short(0)
    _require_state(roster, RosterState.PUBLISHED)
    if session.by.name == roster.drafted_by:
        raise Refusal("SAME_PERSON_MAY_NOT_REVIEW", "Whoever prepared it may not approve it.")
    shown = _shown(roster, command.submitted_on)
    if shown < PUBLICITY:
        raise _too_short(shown)
    roster.trigger_event(RosterSubmitted, effective_on=command.submitted_on.isoformat(), school=roster.school)
    return _saved(session, roster)


async def review_aid_roster(session: Session, command: ReviewAidRoster) -> dict[str, Any]:
    """AID_AUTHORITY. Refuses: FORBIDDEN, NOT_FOUND, ROSTER_LOCKED, CONFLICT, SAME_PERSON_MAY_NOT_REVIEW,
    INVALID_INPUT.
    """
    session.by.require_role("AID_AUTHORITY")
    roster = await roster_in_scope(session, command.roster)
    _require_state(roster, RosterState.SUBMITTED)
    if session.by.name in (roster.drafted_by, roster.submitted_by):
        raise Refusal(
            "SAME_PERSON_MAY_NOT_REVIEW", "You took part in this list already; another person must decide."
        )
    if command.decision == Decision.REJECT and not (command.comment or "").strip():
        raise Refusal("INVALID_INPUT", "A rejection says why.", ["comment"])
    check_text(command.comment, COMMENT, "comment")
    school = await school_in_scope(session, roster.school)
    roster.trigger_event(
        RosterReviewed,
        decision=command.decision,
        comment=command.comment,
        division=school.division,
        school=roster.school,
    )
    return _saved(session, roster)


async def roster_in_scope(session: Session, id: UUID | None) -> Roster:
    """The roster that an input names; one that is unknown, malformed or out of scope is NOT_FOUND."""
    roster = await session.load(Roster, id) if id else None
    school = await session.load(School, school_id(roster.school)) if roster else None
    if roster is None or school is None or not session.by.covers_school(school.code, school.division):
        raise Refusal("NOT_FOUND", "There is no such roster in your scope.", ["rosterId"])
    return roster


def _shown(roster: Roster, until: date) -> int:
    """For how many working days the list has been public. Refuses HOLIDAYS_NOT_KNOWN."""
    try:
        return working_days(date.fromisoformat(roster.published_on), until)
    except HolidaysNotKnown as unknown:
        raise Refusal(
            "HOLIDAYS_NOT_KNOWN",
            "The holidays of {year} are not known here yet, so the working days cannot be counted; "
            "ask whoever runs the ledger to add the State Council's notice for {year}, then submit again.",
            ["submittedOn"],
            year=unknown.year,
        ) from unknown


def _too_short(shown: int) -> Refusal:
    return Refusal(
        "PUBLICITY_TOO_SHORT",
        "The list has been public for {shown} working days; {needed} are needed.",
        ["submittedOn"],
        shown=shown,
        needed=PUBLICITY,
    )


def _require_state(roster: Roster, state: RosterState) -> None:
    if roster.state == state:
        return
    if roster.state == RosterState.APPROVED:
        raise Refusal("ROSTER_LOCKED", "The roster is approved and locked.", ["rosterId"])
    raise Refusal(
        "CONFLICT",
        "The roster is {state}; this step needs it to be {needed}.",
        ["rosterId"],
        state=str(roster.state),
        needed=state.value,
    )


def _saved(session: Session, roster: Roster) -> dict[str, Any]:
    session.save(roster)
    return {"roster": str(roster.id)}
