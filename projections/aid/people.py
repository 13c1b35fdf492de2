"""Everybody's enrolments, hardship and rosters between two pages: all that a payment is judged on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import HardshipAssessed
from domain.aid.roster import Roster
from domain.event import Event
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
EVENTS = MOVING | {EnrolmentRegistered, EnrolmentHeld}

UNKNOWN = datetime.fromtimestamp(0, UTC)  # when somebody was entered matters to nobody here


class Covering(msgspec.Struct, array_like=True):
    """A roster's hold on one enrolment: positions of its publication and of its approval.

    claims: fen due to the enrolment, by payable month of the term; None until it is judged.
    """

    published: int
    approved: int
    claims: list[int] | None = None


Coverage = dict[str, dict[str, dict[int, Covering]]]  # by scheme, term and number of the enrolment


class Known(msgspec.Struct, array_like=True):
    """What of a student is kept; no name and no number."""

    enrolments: dict[int, Enrolment]
    hardship: dict[int, Hardship]


class Kept(msgspec.Struct, array_like=True):
    """What of a person is kept: ``student`` is a Known, packed, since a payment mostly needs the claims alone."""

    student: msgspec.Raw
    coverage: Coverage


NOTHING = msgspec.Raw(msgspec.msgpack.encode(Known({}, {})))

_encode = msgspec.msgpack.Encoder().encode
_known = msgspec.msgpack.Decoder(Known).decode
_kept = msgspec.msgpack.Decoder(Kept).decode


class Person:
    """A student as far as known, and the approved rosters that the student is on."""

    __slots__ = ("_packed", "_student", "coverage", "id", "version")

    def __init__(self, id: UUID, student: bytes = NOTHING) -> None:
        self.id = id
        self._packed = student
        self._student: Student | None = None
        self.coverage: Coverage = {}
        self.version = 0

    @property
    def student(self) -> Student:
        if self._student is None:
            self._student = _unpacked(self.id, self._packed)
        return self._student

    def state(self) -> bytes:
        student = self._student
        packed = self._packed if student is None else _encode(Known(student.enrolments, student.hardship))
        return _encode(Kept(msgspec.Raw(packed), self.coverage))

    def restore(self, state: bytes, version: int) -> None:
        kept = _kept(state)
        self._packed, self._student = kept.student, None
        self.coverage, self.version = kept.coverage, version

    def likeness(self) -> bytes:
        """The student but for places in the ledger, persons who acted and class: on these no amount depends."""
        enrolments = {number: _like(enrolment) for number, enrolment in self.student.enrolments.items()}
        hardship = {year: Hardship(known.level, 1) for year, known in self.student.hardship.items()}
        return _encode(Known(enrolments, hardship))

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
            self[id].restore(state, version)

    def take(self, event: Event) -> Person:
        """The person as the event leaves them."""
        person = self._changing(event.originator_id)
        event.apply(person.student)
        person.version = event.originator_version
        if type(event) in MOVING:
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
        await connection.execute(
            "INSERT INTO judged_student SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
            list(self.changed),
            [person.version for person in self.changed.values()],
            [person.state() for person in self.changed.values()],
        )


def _unpacked(id: UUID, packed: bytes) -> Student:
    known = _known(packed)
    student = Student.__new__(Student)
    student.__base_init__(id, 0, UNKNOWN)
    Student.__init__(student, "", "")
    student.enrolments, student.hardship = known.enrolments, known.hardship
    return student


def _like(enrolment: Enrolment) -> Enrolment:
    return msgspec.structs.replace(
        enrolment,
        class_name=None,
        registered=1,
        registered_by="",
        approved=min(enrolment.approved, 1),
        changes=[msgspec.structs.replace(change, position=1) for change in enrolment.changes],
    )
