"""Who the lines of a batch are, among the persons that the ledger knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry import student_number
from domain.registry.person_name import same, spoken
from domain.registry.sound_line import SoundLine
from domain.registry.student import Student
from domain.vocabulary import ErrorCode, Sex

# Of the three digits of the sequence: odd for men, as in an ID number.
SEQUENCE = {Sex.MALE: range(1, 1000, 2), Sex.FEMALE: range(2, 1000, 2)}

Known = dict[UUID, Student]


class Who(NamedTuple):
    """id: of the person's stream. kept: the ID number or the J number that the person is kept under."""

    id: UUID
    kept: str


async def persons(
    session: Session, division: str, lines: Sequence[SoundLine]
) -> tuple[list[Who | Refusal], Known]:
    """Who each line is about, and those of them who are known; their keys are made ready.

    Somebody without an ID number is who has the name, sex and birth date in the division; a newcomer has the first
    J number that is nobody else's. Whoever was erased is nobody's like any more.
    """
    known = await _known(session, [next(_candidates(session, division, line)).id for line in lines])
    newcomers: dict[UUID, str] = {}
    return [await _who(session, division, line, known, newcomers) for line in lines], known


async def _who(
    session: Session, division: str, line: SoundLine, known: Known, newcomers: dict[UUID, str]
) -> Who | Refusal:
    try:
        for who in _candidates(session, division, line):
            if who.id not in session.watched:
                known.update(await _known(session, [who.id]))
            if who.id in known and session.is_erased(who.id):
                continue
            if line.about.number or _is_named(session, who.id, line.line.name, known, newcomers):
                return who
    except Refusal as unreadable:
        return unreadable
    return _no_number_left(line)


def _no_number_left(line: SoundLine) -> Refusal:
    if line.about.number:
        return Refusal(
            ErrorCode.PERSON_ERASED,
            "Whoever had this ID number was erased too often for it to be given out anew; ask the province's data"
            " steward.",
            ["idNumber"],
        )
    return Refusal(
        ErrorCode.INVALID_INPUT,
        "Every number for persons without an ID number of this birth date is taken; ask the registry authority.",
        ["birthDate"],
    )


def _is_named(session: Session, id: UUID, name: str, known: Known, newcomers: dict[UUID, str]) -> bool:
    """Whether a J number is this person's, or free and theirs from now on."""
    if id not in known:
        return same(newcomers.setdefault(id, name), name)
    return same(session.unseal(id, known[id].name), name)


def _candidates(session: Session, division: str, line: SoundLine) -> Iterator[Who]:
    """Whoever it may be: whom the ID number stands for, or who has the J numbers from one on that the name tells."""
    seals = session.log.seals
    if line.about.number:
        yield from (Who(id, line.about.number) for id in seals.persons(line.about.number))
        return
    sequence = SEQUENCE[line.about.sex]
    told = int.from_bytes(seals.fingerprint(spoken(line.line.name).encode())[:4])
    for place in range(len(sequence)):
        number = sequence[(told + place) % len(sequence)]
        kept = student_number.without_id(division, line.about.birth, number)
        yield Who(seals.person(kept), kept)


async def _known(session: Session, ids: Sequence[UUID]) -> Known:
    known = await session.load_all(Student, ids)
    await session.keys(known)
    return known
