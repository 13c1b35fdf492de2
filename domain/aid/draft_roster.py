"""Drafting the aid roster (资助名单): who is covered by a scheme in a term, and who is not, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from domain.aid.events import RosterDrafted, RosterRedrafted
from domain.aid.grounds import grounds
from domain.aid.lines import Exclusion, RosterEntry
from domain.aid.roster import Roster, roster_id, rosters_of
from domain.aid.run_lines import waiting
from domain.command import Answer, Command, command
from domain.event import begin
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.calendar import Month, Term, today
from domain.policy.policy import Policy
from domain.policy.rates import Rates
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.school import School
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.registry.student import Student, cohorts_in
from domain.vocabulary import ErrorCode, Role, RosterState, Scheme, StudyMode

LARGEST = 50_000  # enrolments on one roster


class RosterAnswer(Answer, frozen=True, kw_only=True):
    """roster: its id."""

    roster: str


@command("DraftAidRoster")
class DraftAidRoster(Command[RosterAnswer], frozen=True, kw_only=True):
    """supplementary: a further list, for those whom the term's locked roster does not hold."""

    school_code: str = msgspec.field(name="school")
    scheme: Scheme
    term: Term
    supplementary: bool = False


@ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    ErrorCode.ROSTER_LOCKED,
    Rung(ErrorCode.INVALID_INPUT, "more students than a roster holds"),
    by=(Role.AID_OFFICER,),
)
async def draft_aid_roster(session: Session, command: DraftAidRoster) -> RosterAnswer:
    """A list that is not submitted yet, or was returned, is drawn up anew; one that hung out is published again."""
    school = await school_in_scope(session, command.school_code)
    _check_term(command.term, command.scheme, session.policy.rates)
    tag = rosters_of(school.code, command.scheme, str(command.term))
    rosters = await session.load_all(Roster, await session.tagged(tag))
    again = _to_draft_again(rosters.values(), command)
    held = {key for roster in rosters.values() if roster is not again for key in roster.entries}
    persons = await session.tagged(*cohorts_in(school.code, command.term.school_year))
    students = await session.load_all(Student, persons)
    entries, excluded = draw_up(students.values(), school, command, held, session.policy)
    roster = _record(again, len(rosters) + 1, school, command, entries, excluded)
    session.save(roster, tags=[tag])
    return RosterAnswer(roster=str(roster.id))


def _check_term(term: Term, scheme: Scheme, rates: Rates) -> None:
    if term.first_day > today():
        raise Refusal(ErrorCode.INVALID_INPUT, "The term {term} has not begun.", ["term"], term=str(term))
    if rates.in_force(scheme, term.months[0]) is None:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "The scheme did not exist in {term}.", ["term"], term=str(term)
        )


def _to_draft_again(rosters: Collection[Roster], command: DraftAidRoster) -> Roster | None:
    """The unfinished list of this kind, if there is one. Refuses ROSTER_LOCKED when the list has left the school."""
    if command.supplementary and not any(_is_main(roster) and roster.approved for roster in rosters):
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "No roster of {term} is approved yet that this one could supplement.",
            ["supplementary"],
            term=str(command.term),
        )
    same = [roster for roster in rosters if roster.supplementary == command.supplementary]
    unfinished = next((roster for roster in same if roster.state != RosterState.APPROVED), None)
    if unfinished is not None and not unfinished.open:
        raise Refusal(
            ErrorCode.ROSTER_LOCKED,
            "The roster of {term} is with the authority; it can be drawn up anew if it is returned.",
            ["term"],
            term=str(command.term),
        )
    if same and not unfinished and not command.supplementary:
        raise Refusal(
            ErrorCode.ROSTER_LOCKED,
            "The roster of {term} is locked; a supplementary roster takes those who are missing.",
            ["term"],
            term=str(command.term),
        )
    return unfinished


def _is_main(roster: Roster) -> bool:
    return not roster.supplementary


def draw_up(
    students: Iterable[Student],
    school: School,
    command: DraftAidRoster,
    held: set[tuple[str, int]],
    policy: Policy,
) -> tuple[list[RosterEntry], list[Exclusion]]:
    """(covered, left out) among the school's enrolments that touch the term and no other roster of it holds.

    Codes of those left out, in order: HELD, NOT_REGISTERED, NOT_FULL_TIME, STUDY_YEAR_NOT_COVERED, NO_GROUNDS.
    """
    entries: list[RosterEntry] = []
    excluded: list[Exclusion] = []
    first, last = command.term.first_day.isoformat(), command.term.last_day.isoformat()
    for student in students:
        for enrolment in student.enrolments.values():
            key = (str(student.id), enrolment.number)
            if enrolment.school != school.code or key in held or not enrolment.known_between(first, last):
                continue
            code, why = _covered(student, enrolment, command, policy)
            if code:
                excluded.append(Exclusion(*key, code))
            else:
                entries.append(RosterEntry(*key, why))
    if len(entries) > LARGEST:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "A roster holds at most {limit} students.", ["schoolCode"], limit=LARGEST
        )
    return entries, excluded


def _covered(
    student: Student, enrolment: Enrolment, command: DraftAidRoster, policy: Policy
) -> tuple[str, list[str]]:
    """("", grounds) or (code of the reason, [])."""
    if not enrolment.approved:
        return waiting(enrolment), []
    if command.scheme == Scheme.GRANT and enrolment.study_mode != StudyMode.FULL_TIME:
        return "NOT_FULL_TIME", []
    covered = [
        month
        for month in command.term.months
        if _in_covered_year(enrolment, command.scheme, month, policy.rates)
    ]
    if not covered:
        return "STUDY_YEAR_NOT_COVERED", []
    why = next(
        (found for m in covered if (found := grounds(student, enrolment, command.scheme, m, policy))), []
    )
    return ("" if why else "NO_GROUNDS"), [code for code, _ in why]


def _in_covered_year(enrolment: Enrolment, scheme: Scheme, month: Month, rates: Rates) -> bool:
    rate = rates.in_force(scheme, month)
    return rate is not None and enrolment.study_year(month) in rate.study_years


def _record(
    again: Roster | None,
    number: int,
    school: School,
    command: DraftAidRoster,
    entries: list[RosterEntry],
    excluded: list[Exclusion],
) -> Roster:
    if again is not None:
        again.trigger_event(RosterRedrafted, entries=entries, excluded=excluded, school=school.code)
        return again
    term = str(command.term)
    return begin(
        Roster,
        RosterDrafted,
        roster_id(school.code, command.scheme, term, number),
        scheme=command.scheme,
        term=term,
        supplementary=command.supplementary,
        entries=entries,
        excluded=excluded,
        school=school.code,
    )
