"""What aid keeps of each student between two pages: all that decides what is due to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import HardshipAssessed
from domain.registry.enrolment import Enrolment
from domain.registry.events import (
    EnrolmentHeld,
    EnrolmentRegistered,
    RegistrationApproved,
    StatusChanged,
    TransferredIn,
)
from domain.registry.student import Hardship, Student

# What can change what is due to somebody, and what has to be known of them besides.
DECISIVE = frozenset({RegistrationApproved, StatusChanged, TransferredIn, HardshipAssessed})
EVENTS = DECISIVE | {EnrolmentRegistered, EnrolmentHeld}


class Covering(msgspec.Struct, array_like=True, frozen=True):
    """A roster's hold on one enrolment: positions of its publication and of its approval.

    due: fen due to the enrolment, by payable month of the term.
    """

    published: int
    approved: int
    due: list[int]


Coverage = dict[str, dict[str, dict[int, Covering]]]  # by scheme, term and number of the enrolment


class Known(msgspec.Struct, array_like=True):
    """What of a student is kept; no name and no number."""

    enrolments: dict[int, Enrolment]
    hardship: dict[int, Hardship]


class Snapshot(msgspec.Struct, array_like=True):
    """What is kept. student: a Known, packed, since a payment mostly needs no more than what is due."""

    student: msgspec.Raw
    coverage: Coverage


_encode = msgspec.msgpack.Encoder().encode
_known = msgspec.msgpack.Decoder(Known).decode
_snapshot = msgspec.msgpack.Decoder(Snapshot).decode

NOBODY = UUID(int=0)
NOTHING = msgspec.Raw(_encode(Known({}, {})))


class AidStudent:
    """A student as far as known, and the approved rosters that the student is on. id: as events name the person."""

    __slots__ = ("_packed", "_student", "coverage", "id")

    def __init__(self, id: str) -> None:
        self.id = id
        self._packed: bytes = NOTHING
        self._student: Student | None = None
        self.coverage: Coverage = {}

    @property
    def student(self) -> Student:
        if self._student is None:
            self._student = unpacked(self._packed)
        return self._student

    def enrolment(self, number: int) -> str:
        """The id of an enrolment, as ``domain.registry.student.enrolment_id`` gives it."""
        return f"{self.id}.{number}"

    def school(self, number: int) -> str:
        """The school of an enrolment."""
        return self.student.enrolments[number].school

    def snapshot(self) -> bytes:
        student = self._student
        packed = self._packed if student is None else _encode(Known(student.enrolments, student.hardship))
        return _encode(Snapshot(msgspec.Raw(packed), self.coverage))

    def restore(self, snapshot: bytes) -> None:
        kept = _snapshot(snapshot)
        self._packed, self._student, self.coverage = kept.student, None, kept.coverage

    def likeness(self) -> bytes:
        """The student but for places in the ledger, persons who acted and class: on these no amount depends."""
        enrolments = {number: _like(enrolment) for number, enrolment in self.student.enrolments.items()}
        hardship = {year: Hardship(known.level, 1) for year, known in self.student.hardship.items()}
        return _encode(Known(enrolments, hardship))

    def parts(self) -> list[tuple[str, str]]:
        """The schemes and terms in which an enrolment is covered."""
        return [(scheme, term) for scheme, terms in self.coverage.items() for term in terms]

    def covered(self, scheme: str, term: str) -> dict[int, Covering]:
        """What covers the student's enrolments in a term, by their number."""
        return self.coverage.get(scheme, {}).get(term, {})

    def cover(self, number: int, scheme: str, term: str, covering: Covering) -> None:
        """An approved roster covers one of the enrolments."""
        self.coverage.setdefault(scheme, {}).setdefault(term, {})[number] = covering


class AidStudents(dict[str, AidStudent]):
    """The students of one page; of somebody who was never met nothing is known."""

    def __init__(self) -> None:
        self._changed: dict[str, AidStudent] = {}

    def __missing__(self, id: str) -> AidStudent:
        student = self[id] = AidStudent(id)
        return student

    def changing(self, id: str) -> AidStudent:
        """The student, who will be written."""
        student = self._changed[id] = self[id]
        return student

    async def load(self, connection: asyncpg.Connection, ids: Iterable[str]) -> None:
        rows = await connection.fetch(
            "SELECT id::text, snapshot FROM aid_student WHERE id = ANY($1::uuid[])", list(ids)
        )
        for id, snapshot in rows:
            self[id].restore(snapshot)

    async def flush(self, connection: asyncpg.Connection) -> None:
        if self._changed:
            await connection.execute(
                "INSERT INTO aid_student SELECT * FROM unnest($1::uuid[], $2::bytea[])"
                " ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot",
                list(self._changed),
                [student.snapshot() for student in self._changed.values()],
            )


def unpacked(packed: bytes) -> Student:
    """The part of the Student aggregate that a Known holds; who it is matters to nobody who decides."""
    known = _known(packed)
    return Student.restore(NOBODY, enrolments=known.enrolments, hardship=known.hardship, cards={})


def _like(enrolment: Enrolment) -> Enrolment:
    return msgspec.structs.replace(
        enrolment,
        class_name=None,
        registered=1,
        registered_by="",
        approved=min(enrolment.approved, 1),
        changes=[msgspec.structs.replace(change, position=1) for change in enrolment.changes],
    )
