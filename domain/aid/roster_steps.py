"""The roster's way: published, submitted after its publicity, approved or returned (rules §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import msgspec

from domain.aid.draft_roster import RosterAnswer
from domain.aid.events import RosterPublished, RosterReviewed, RosterSubmitted
from domain.aid.roster import Roster
from domain.aid.scope import roster_in_scope
from domain.checks import check_another_person, check_comment, check_day
from domain.command import Command, command
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.working_days import HolidaysNotKnown
from domain.refusal import Refusal
from domain.registry.school import School, school_id
from domain.vocabulary import Decision, ErrorCode, Role, RosterState


@command("PublishAidRoster")
class PublishAidRoster(Command[RosterAnswer], frozen=True, kw_only=True):
    """published_on: the first day of its publicity."""

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
    Rung(ErrorCode.INVALID_INPUT, "the list is empty"),
    ErrorCode.HOLIDAYS_NOT_KNOWN,
    by=(Role.AID_OFFICER,),
)
async def publish_aid_roster(session: Session, command: PublishAidRoster) -> RosterAnswer:
    """The list is public from that day on."""
    roster = await roster_in_scope(session, command.roster_id)
    check_day(command.published_on, "publishedOn")
    _require_state(roster, RosterState.DRAFT)
    if not roster.entries:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "The list is empty: there is nothing to publish.", ["rosterId"]
        )
    with _holidays_known("publishedOn"):  # or nobody could ever say that it was shown long enough
        session.policy.working_days.is_worked(command.published_on)
    day = command.published_on.isoformat()
    roster.trigger_event(RosterPublished, effective_on=day, school=roster.school)
    return _saved(session, roster)


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.INVALID_INPUT,
    Rung(ErrorCode.PUBLICITY_TOO_SHORT, "the list was never published"),
    ErrorCode.ROSTER_LOCKED,
    ErrorCode.WRONG_STATE,
    ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
    ErrorCode.HOLIDAYS_NOT_KNOWN,
    ErrorCode.PUBLICITY_TOO_SHORT,
    by=(Role.PRINCIPAL,),
)
async def submit_aid_roster(session: Session, command: SubmitAidRoster) -> RosterAnswer:
    """Once it was public long enough, by somebody else than who drafted it."""
    roster = await roster_in_scope(session, command.roster_id)
    check_day(command.submitted_on, "submittedOn")
    if roster.state == RosterState.DRAFT:
        raise _too_short(0, session.policy.publicity.needed(command.submitted_on))
    _require_state(roster, RosterState.PUBLISHED)
    check_another_person(session.by, roster.drafted_by)
    published = date.fromisoformat(roster.published_on)
    needed = session.policy.publicity.needed(published)
    with _holidays_known("submittedOn"):
        shown = session.policy.working_days.count(published, command.submitted_on, needed)
    if shown < needed:
        raise _too_short(shown, needed)
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
    if session.by.is_recorded(roster.drafted_by, roster.submitted_by):
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


@contextmanager
def _holidays_known(path: str) -> Iterator[None]:
    """Refuses HOLIDAYS_NOT_KNOWN where days of a year have to be counted whose holidays nobody has entered."""
    try:
        yield
    except HolidaysNotKnown as unknown:
        raise Refusal(
            ErrorCode.HOLIDAYS_NOT_KNOWN,
            "The holidays of {year} are not known here yet, so the working days cannot be counted; "
            "ask whoever runs the ledger to add the State Council's notice for {year}, then try again.",
            [path],
            year=unknown.year,
        ) from unknown


def _too_short(shown: int, needed: int) -> Refusal:
    return Refusal(
        ErrorCode.PUBLICITY_TOO_SHORT,
        "The list has been public for {shown} working days; {needed} are needed.",
        ["submittedOn"],
        shown=shown,
        needed=needed,
    )


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
