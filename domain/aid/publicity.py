"""The publicity (公示) of a roster: when it may begin, and whether it has lasted long enough (rules §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from domain.aid.roster import Roster
from domain.policy.calendar import Term
from domain.policy.policy import Policy
from domain.policy.publicity import Publicity
from domain.policy.working_days import HolidaysNotKnown
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode


def check_near_its_term(roster: Roster, published_on: date, publicity: Publicity) -> None:
    """Refuses INVALID_INPUT for a day long before the term."""
    earliest = publicity.earliest(Term.parse(roster.term))
    if published_on < earliest:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "A list of {term} is published on {earliest} at the earliest.",
            ["publishedOn"],
            term=roster.term,
            earliest=earliest.isoformat(),
        )


def check_shown_anew(roster: Roster, published_on: date) -> None:
    """Refuses INVALID_INPUT for a day from which an earlier form of the list hung out, which would count its days.

    A list that the authority returned may name the day of its first publication again: that form was shown to the end.
    """
    if not roster.published_on:
        return
    hung = date.fromisoformat(roster.published_on)
    earliest = hung if roster.submitted_on else hung + timedelta(days=1)
    if published_on < earliest:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "A list that was drawn up anew is shown anew: publish it on {earliest} at the earliest.",
            ["publishedOn"],
            earliest=earliest.isoformat(),
        )


def check_can_be_counted(published_on: date, policy: Policy) -> None:
    """Refuses HOLIDAYS_NOT_KNOWN where nobody could say that it was shown long enough."""
    with _holidays_known("publishedOn"):
        policy.working_days.is_worked(published_on)


def check_shown_long_enough(roster: Roster, submitted_on: date, policy: Policy) -> None:
    """Refuses PUBLICITY_TOO_SHORT, neither the day of publication nor that of submission being counted (Civil Code
    art. 201), and HOLIDAYS_NOT_KNOWN where the days run into a year without notice.
    """
    published = date.fromisoformat(roster.published_on)
    needed = policy.publicity.needed(published)
    with _holidays_known("submittedOn"):
        shown = policy.working_days.between(published, submitted_on, needed)
    if shown < needed:
        raise too_short(shown, needed)


def too_short(shown: int, needed: int) -> Refusal:
    """In working days."""
    return Refusal(
        ErrorCode.PUBLICITY_TOO_SHORT,
        "The list has been public for {shown} working days after the day of publication; {needed} are needed.",
        ["submittedOn"],
        shown=shown,
        needed=needed,
    )


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
