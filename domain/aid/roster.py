"""The roster (资助名单) of a scheme, school and term, and where its streams are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID, uuid5

from domain.aid.lines import Exclusion, RosterEntry
from domain.event import stream
from domain.registry.school import NAMESPACE, OfSchool
from domain.vocabulary import RosterState


def rosters_of(school: str, scheme: str, term: str) -> str:
    """The tag under which rosters are found."""
    return f"rosters of {school} {scheme} {term}"


def roster_id(school: str, scheme: str, term: str, number: int) -> UUID:
    """1 is the term's own roster, the rest are supplementary."""
    return uuid5(NAMESPACE, f"roster {school} {scheme} {term} {number}")


class Draft(Protocol):
    """A list as an event drafted it."""

    actor: str
    entries: list[RosterEntry]
    excluded: list[Exclusion]


@stream("aid.Roster")
class Roster(OfSchool):
    """See the module. published and approved are positions, 0 for not yet.

    One that is drawn up anew still says on which day it was published before, and submitted since then, if it was.
    makers, checkers: whoever drafted or published it, or submitted it, in any of its forms.
    """

    def __init__(self, school: str, scheme: str, term: str, supplementary: bool, actor: str) -> None:
        self.school = school
        self.scheme = scheme
        self.term = term
        self.supplementary = supplementary
        self.state: str = RosterState.DRAFT
        self.published_on = ""
        self.published = 0
        self.approved = 0
        self.drafted_by = actor
        self.submitted_on = ""
        self.submitted_by = ""
        self.makers: set[str] = set()
        self.checkers: set[str] = set()
        self.entries: dict[tuple[str, int], Sequence[str]] = {}
        self.excluded: list[Exclusion] = []

    def take(self, draft: Draft) -> None:
        """The list as drafted, in place of what it held."""
        self.drafted_by = draft.actor
        self.makers.add(draft.actor)
        self.entries = {(person, number): grounds for person, number, grounds in draft.entries}
        self.excluded = [Exclusion(*left) for left in draft.excluded]

    @property
    def open(self) -> bool:
        """May its list still be drawn up anew? Objections are what it is published for."""
        return self.state in (RosterState.DRAFT, RosterState.PUBLISHED, RosterState.RETURNED)
