"""A person and everything that the registry and the aid office decided about them: one stream.

All enrolments of a person lie in one stream, so a second enrolment, a transfer and the evidence of a payment
are each a matter of one stream and its version.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from domain.event import LedgerAggregate, stream
from domain.policy.calendar import Month, Term
from domain.policy.status import ChangeKind
from domain.registry.enrolment import Enrolment, Period
from domain.registry.request import ChangeRequest


class Hardship(msgspec.Struct, frozen=True):
    """The level recognised for one school year, and where it is recorded."""

    level: str
    position: int


COHORTS = 10  # school years back: nobody is still in school who came earlier, with every repeat and service


def cohort(school: str, since: str) -> str:
    """The tag under which those are found who came to a school in the school year of a day (ISO text)."""
    return f"students of {school} from {Term.of(date.fromisoformat(since)).school_year}"


def cohorts_in(school: str, school_year: int) -> list[str]:
    """The tags of everybody who can be at a school in a school year."""
    return [f"students of {school} from {year}" for year in range(school_year - COHORTS + 1, school_year + 1)]


@stream("registry.Student")
class Student(LedgerAggregate):
    """One person. ``name``, ``id_number`` and ``cards`` are sealed text; enrolments are numbered from 1.

    id_number: what the person is kept under, a J number for one without. cards: by the enrolment given with.
    """

    def __init__(self, name: str, id_number: str) -> None:
        self.name = name
        self.id_number = id_number
        self.enrolments: dict[int, Enrolment] = {}
        self.requests: dict[int, ChangeRequest] = {}
        self.hardship: dict[int, Hardship] = {}
        self.cards: dict[int, str] = {}

    def card_of(self, enrolment: Enrolment) -> str | None:
        """The card given with an enrolment, or with the one that a transfer made it of: another school's is no
        business of this one's.
        """
        while enrolment.number not in self.cards and enrolment.came_from:
            enrolment = self.enrolments[enrolment.came_from]
        return self.cards.get(enrolment.number)

    def add(self, enrolment: Enrolment) -> None:
        self.enrolments[enrolment.number] = enrolment

    def carried_on(self, left: Enrolment) -> Iterator[Enrolment]:
        """The enrolments that transfers made of one, each after the one that it came from."""
        for enrolment in self.enrolments.values():
            if enrolment.came_from == left.number:
                yield enrolment
                yield from self.carried_on(enrolment)

    def cohorts(self, school: str) -> set[str]:
        """The tags under which this person is found at a school."""
        return {cohort(school, e.since) for e in self.enrolments.values() if e.school == school}

    def enrolment_elsewhere(self, than: Enrolment | None, day: str) -> Enrolment | None:
        """Another enrolment that is in the registry on ``day`` or later: with it a registration is a second one."""
        return next((e for e in self.enrolments.values() if e is not than and e.in_registry_from(day)), None)

    def enrolment_against(self, enrolment: Enrolment, kind: str, effective_on: str) -> Enrolment | None:
        """Another enrolment that does not go with a change of this one: in the registry at the same time then,
        or made by a transfer that would fall away.
        """
        if kind == ChangeKind.TRANSFER:
            return self.enrolment_elsewhere(enrolment, effective_on)
        after = enrolment.changed(kind, effective_on)
        others = (e for e in self.enrolments.values() if e is not enrolment and not e.cancelled)
        return next(
            (
                other
                for other in others
                if after.in_registry_beside(other)
                or (enrolment.leads_to(other) and not after.leads_to(other))
            ),
            None,
        )

    def payable_enrolment(self, month: Month) -> tuple[Enrolment, Period] | None:
        """The enrolment whose school pays a month: the one ACTIVE first in it (rules §3.1)."""
        found = [
            (e, p) for e in self.enrolments.values() if e.approved and (p := e.active_in(month)) is not None
        ]
        return min(found, key=lambda pair: (pair[1].since, pair[0].number), default=None)


def enrolment_id(student: UUID, number: int) -> str:
    """The id of an enrolment: the person's id and its number within the person."""
    return f"{student}.{number}"


def change_id(student: UUID, number: int) -> str:
    """The id of a request for a status change, built as that of an enrolment."""
    return f"{student}.{number}"


def parse_enrolment_id(text: str) -> tuple[UUID, int] | None:
    """The inverse of ``enrolment_id``; None for anything else."""
    return _parted(text)


def parse_change_id(text: str) -> tuple[UUID, int] | None:
    """The inverse of ``change_id``; None for anything else."""
    return _parted(text)


def _parted(text: str) -> tuple[UUID, int] | None:
    student, dot, number = text.partition(".")
    try:
        return (UUID(student), int(number)) if dot else None
    except ValueError:
        return None
