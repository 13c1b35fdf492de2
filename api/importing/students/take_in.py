"""Taking the rows into the ledger, through the command that the API uses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from api.importing.students.national_sheet import Fate, StudentRow
from api.sheets.sheet import wrong
from domain.handlers import perform
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.register_students import BATCH, NewStudent, RegisterStudents
from domain.registry.scope import school_in_scope
from domain.registry.student import Student

Batch = Sequence[tuple[StudentRow, NewStudent]]
Advance = Callable[[int], object]

HELD_ALREADY = "Registered before and still held: this person is enrolled at school {school} too."


async def take_in(
    ledger: Ledger, by: Mandate, school: str, rows: Sequence[StudentRow], advance: Advance
) -> None:
    """Gives every row its fate. Refuses, with what went in until then: what the command refuses as a whole.

    Whoever is registered here with the same month of entry is left as is, so a second run changes nothing.
    """
    await school_in_scope(await _session(ledger, by), school)
    sound = [(row, row.student) for row in rows if row.student is not None]
    advance(len(rows) - len(sound))
    for start in range(0, len(sound), BATCH):
        batch = sound[start : start + BATCH]
        await _settle_known(ledger, by, school, batch)
        await _register(ledger, by, school, [pair for pair in batch if pair[0].fate is None])
        advance(len(batch))


async def _session(ledger: Ledger, by: Mandate) -> Session:
    return Session(ledger, by, await ledger.position(), "import")


async def _settle_known(ledger: Ledger, by: Mandate, school: str, batch: Batch) -> None:
    persons = [ledger.seals.person(student.id_number) for _, student in batch]
    known = await (await _session(ledger, by)).load_all(Student, persons)
    for (row, new), person in zip(batch, persons, strict=True):
        if person in known and (enrolment := _same(known[person], school, new.entry_date)) is not None:
            _settle(row, enrolment)


def _same(student: Student, school: str, entry: date) -> Enrolment | None:
    """The enrolment that an earlier file made; the one that stands, of several."""
    same = [e for e in student.enrolments.values() if (e.school, e.entry_date) == (school, entry.isoformat())]
    return min(same, key=lambda e: (e.cancelled is not None, not e.approved), default=None)


def _settle(row: StudentRow, enrolment: Enrolment) -> None:
    if enrolment.cancelled:
        # Otherwise an old file would quietly bring back what the authority has struck out.
        row.becomes(Fate.REJECTED, wrong("This registration was cancelled; it cannot be imported again."))
    elif enrolment.held_for and not enrolment.approved:
        row.becomes(Fate.HELD, wrong(HELD_ALREADY, school=enrolment.held_for))
    else:
        row.becomes(Fate.ALREADY)


async def _register(ledger: Ledger, by: Mandate, school: str, fresh: Batch) -> None:
    if not fresh:
        return
    students = [student for _, student in fresh]
    command = RegisterStudents(idempotency_key=_key(school, students), school_code=school, students=students)
    done = await perform(ledger, by, command)
    for (row, _), result in zip(fresh, done.answer.results, strict=True):
        _answered(row, [error.refusal() for error in result.errors])


def _key(school: str, students: Sequence[NewStudent]) -> str:
    content = msgspec.json.encode(students, order="deterministic")
    return f"import {school} {hashlib.sha256(content).hexdigest()}"


def _answered(row: StudentRow, reasons: Sequence[Refusal]) -> None:
    codes = {reason.code for reason in reasons}
    if not reasons:
        row.becomes(Fate.REGISTERED)
    elif codes == {"ALREADY_DONE"}:
        row.becomes(Fate.ALREADY)
    else:
        row.becomes(Fate.HELD if codes == {"DOUBLE_ENROLMENT"} else Fate.REJECTED, *reasons)
