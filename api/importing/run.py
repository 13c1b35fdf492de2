"""Taking the rows into the ledger, through the command that the API uses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from api.importing.line import Fate, Line
from api.importing.wrong import wrong
from domain.ledger.ledger import Ledger
from domain.ledger.perform import perform
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.open_school import school_in_scope
from domain.registry.register_students import BATCH, NewStudent, RegisterStudents, register_students
from domain.registry.student import Student

Batch = Sequence[tuple[Line, NewStudent]]
Advance = Callable[[int], object]

HELD_ALREADY = "Registered before and still held: this person is enrolled at school {school} too."


async def run(ledger: Ledger, by: Mandate, school: str, lines: Sequence[Line], advance: Advance) -> None:
    """Gives every line its fate. Refuses, with what went in until then: what the command refuses as a whole.

    Whoever is registered here with the same month of entry is left as is, so a second run changes nothing.
    """
    await school_in_scope(await _session(ledger, by), school)
    sound = [(line, line.student) for line in lines if line.student is not None]
    advance(len(lines) - len(sound))
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
    for (line, new), person in zip(batch, persons, strict=True):
        if person in known and (enrolment := _same(known[person], school, new.entry_date)) is not None:
            _settle(line, enrolment)


def _same(student: Student, school: str, entry: date) -> Enrolment | None:
    """The enrolment that an earlier file made; the one that stands, of several."""
    same = [e for e in student.enrolments.values() if (e.school, e.entry_date) == (school, entry.isoformat())]
    return min(same, key=lambda e: (e.cancelled is not None, not e.approved), default=None)


def _settle(line: Line, enrolment: Enrolment) -> None:
    if enrolment.cancelled:
        # Otherwise an old file would quietly bring back what the authority has struck out.
        line.becomes(Fate.REJECTED, wrong("This registration was cancelled; it cannot be imported again."))
    elif enrolment.held_for and not enrolment.approved:
        line.becomes(Fate.HELD, wrong(HELD_ALREADY, school=enrolment.held_for))
    else:
        line.becomes(Fate.ALREADY)


async def _register(ledger: Ledger, by: Mandate, school: str, fresh: Batch) -> None:
    if not fresh:
        return
    students = [student for _, student in fresh]
    command = RegisterStudents(idempotency_key=_key(school, students), school=school, students=students)
    done = await perform(ledger, by, register_students, command)
    for (line, _), result in zip(fresh, done.answer["results"], strict=True):
        _answered(
            line, [Refusal(e["code"], e["template"], e["path"], **e["details"]) for e in result["errors"]]
        )


def _key(school: str, students: Sequence[NewStudent]) -> str:
    content = msgspec.json.encode(students, order="deterministic")
    return f"import {school} {hashlib.sha256(content).hexdigest()}"


def _answered(line: Line, reasons: Sequence[Refusal]) -> None:
    codes = {reason.code for reason in reasons}
    if not reasons:
        line.becomes(Fate.REGISTERED)
    elif codes == {"ALREADY_DONE"}:
        line.becomes(Fate.ALREADY)
    else:
        line.becomes(Fate.HELD if codes == {"DOUBLE_ENROLMENT"} else Fate.REJECTED, *reasons)
