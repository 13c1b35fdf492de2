"""The Student aggregate between two pages: kept as bytes, so that a fold need not read a person's past."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import asyncpg
import msgspec

from domain.registry.enrolment import Enrolment
from domain.registry.request import ChangeRequest
from domain.registry.student import Hardship, Student


class Snapshot(msgspec.Struct, array_like=True):
    """What of a student is kept: all but the cards, of which no page needs an earlier one."""

    name: str
    id_number: str
    enrolments: dict[int, Enrolment]
    requests: dict[int, ChangeRequest]
    hardship: dict[int, Hardship]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Snapshot).decode


def pack(student: Student) -> bytes:
    return _encode(
        Snapshot(student.name, student.id_number, student.enrolments, student.requests, student.hardship)
    )


def unpack(id: UUID, version: int, snapshot: bytes) -> Student:
    return Student.restore(id, version, cards={}, **msgspec.structs.asdict(_decode(snapshot)))


async def load(connection: asyncpg.Connection, ids: Iterable[UUID]) -> dict[UUID, Student]:
    rows = await connection.fetch(
        "SELECT id, version, state FROM student_state WHERE id = ANY($1::uuid[])", list(ids)
    )
    return {row["id"]: unpack(row["id"], row["version"], row["state"]) for row in rows}


async def save(connection: asyncpg.Connection, students: Iterable[Student]) -> None:
    kept = [(student.id, student.version, pack(student)) for student in students]
    await connection.execute(
        "INSERT INTO student_state SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])"
        " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
        *map(list, zip(*kept, strict=True)),
    )
