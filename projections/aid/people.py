"""Everybody's enrolments, hardship and rosters between two pages: all that a payment is judged on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import HardshipAssessed
from domain.aid.roster import Roster
from domain.facts import Fact
from domain.registry.enrolment import Enrolment
from domain.registry.events import (
    EnrolmentHeld,
    EnrolmentRegistered,
    RegistrationApproved,
    StatusChanged,
    TransferredIn,
)
from domain.registry.student import Hardship, Student

# What can change a person's claims, and what has to be known of them besides.
MOVING = frozenset({RegistrationApproved, StatusChanged, TransferredIn, HardshipAssessed})
FACTS = MOVING | {EnrolmentRegistered, EnrolmentHeld}

UNKNOWN = datetime.fromtimestamp(0, UTC)  # when somebody was entered matters to nobody here


class Covering(msgspec.Struct, array_like=True):
    """A roster's hold on one enrolment: positions of its publication and of its approval.

    claims: fen due to the enrolment, by payable month of the term; None until it is judged.
    """

    published: int
    approved: int
    claims: list[int] | None = None


Coverage = dict[str, dict[str, dict[int, Covering]]]  # by scheme, term and number of the enrolment


class Kept(msgspec.Struct, array_like=True):
    """What of a person is kept; no name and no number."""

    enrolments: dict[int, Enrolment]
    hardship: dict[int, Hardship]
    coverage: Coverage


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Kept).decode


class Person:
    """A student as far as known, and the approved rosters that the student is on."""

    __slots__ = ("coverage", "student", "version")

    def __init__(self, id: UUID) -> None:
        self.student = Student.__new__(Student)
        self.student.__base_init__(id, 0, UNKNOWN)
        Student.__init__(self.student, "", "")
        self.coverage: Coverage = {}
        self.version = 0

    def covering(self, number: int, scheme: str, term: str) -> Covering | None:
        """What covers one enrolment in a term."""
        return self.coverage.get(scheme, {}).get(term, {}).get(number)

    def judge_anew(self) -> None:
        """What was judged before counts no more."""
        for terms in self.coverage.values():
            for numbers in terms.values():
                for covering in numbers.values():
                    covering.claims = None


class People(dict[UUID, Person]):
    """The persons of one page; somebody of whom nothing is known yet is a blank."""

    def __init__(self) -> None:
        self.changed: dict[UUID, Person] = {}

    def __missing__(self, id: UUID) -> Person:
        person = self[id] = Person(id)
        return person

    async def load(self, connection: asyncpg.Connection, ids: Iterable[UUID | str]) -> None:
        rows = await connection.fetch(
            "SELECT id, version, state FROM judged_student WHERE id = ANY($1::uuid[])", list(ids)
        )
        for id, version, state in rows:
            person, kept = self[id], _decode(state)
            person.student.enrolments, person.student.hardship = kept.enrolments, kept.hardship
            person.coverage, person.version = kept.coverage, version

    def take(self, fact: Fact) -> Person:
        """The person as the event leaves them."""
        person = self._changing(fact.originator_id)
        fact.apply(person.student)
        person.version = fact.originator_version
        if type(fact) in MOVING:
            person.judge_anew()
        return person

    def cover(self, id: UUID, number: int, roster: Roster) -> Person:
        """An approved roster covers one of the person's enrolments."""
        person = self._changing(id)
        covering = Covering(roster.published, roster.approved)
        person.coverage.setdefault(roster.scheme, {}).setdefault(roster.term, {})[number] = covering
        return person

    def _changing(self, id: UUID) -> Person:
        person = self.changed[id] = self[id]
        return person

    async def flush(self, connection: asyncpg.Connection) -> None:
        if not self.changed:
            return
        states = [_state(person) for person in self.changed.values()]
        await connection.execute(
            "INSERT INTO judged_student SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
            list(self.changed),
            [person.version for person in self.changed.values()],
            states,
        )


def _state(person: Person) -> bytes:
    return _encode(Kept(person.student.enrolments, person.student.hardship, person.coverage))
