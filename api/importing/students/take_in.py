"""Taking the rows into the ledger, through the command that the API uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from api.importing.students.national_sheet import Fate, StudentRow
from api.sheets.sheet import wrong
from domain.handlers import perform
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.policy.status import EnrolmentStatus
from domain.refusal import Refusal
from domain.registry.new_student import NewStudent
from domain.registry.register_students import (
    BATCH,
    RegisteredLine,
    RegisterStudents,
    cancelled_before,
)
from domain.registry.school import School
from domain.registry.scope import school_in_scope

Batch = Sequence[tuple[StudentRow, NewStudent]]
Advance = Callable[[int], object]


async def take_in(
    ledger: Ledger, by: Mandate, school: str, rows: Sequence[StudentRow], advance: Advance
) -> None:
    """Gives every row its fate. Refuses, with what went in until then: what the command refuses as a whole.

    Whoever is registered here with the very details of the row is left as is, so a second run changes nothing.
    """
    here = await school_in_scope(await _session(ledger, by), school)
    sound = [(row, row.student) for row in rows if row.student is not None]
    advance(len(rows) - len(sound))
    for start in range(0, len(sound), BATCH):
        batch = sound[start : start + BATCH]
        await _turn_back_cancelled(await _session(ledger, by), here, batch)
        await _register(ledger, by, school, [pair for pair in batch if pair[0].fate is None])
        advance(len(batch))


async def _session(ledger: Ledger, by: Mandate) -> Session:
    return Session(ledger, by, await ledger.position(), "import")


async def _turn_back_cancelled(session: Session, school: School, batch: Batch) -> None:
    """Otherwise an old file would quietly bring back what the authority has struck out."""
    cancelled = await cancelled_before(session, school, [student for _, student in batch])
    for (row, _), struck_out in zip(batch, cancelled, strict=True):
        if struck_out:
            row.becomes(Fate.REJECTED, wrong("This registration was cancelled; it cannot be imported again."))


async def _register(ledger: Ledger, by: Mandate, school: str, fresh: Batch) -> None:
    """Under a key of its own in every run: what is known is for the command to say."""
    if not fresh:
        return
    students = [student for _, student in fresh]
    key = f"import {school} {uuid4().hex}"
    done = await perform(
        ledger, by, RegisterStudents(idempotency_key=key, school_code=school, students=students)
    )
    for (row, _), result in zip(fresh, done.answer.results, strict=True):
        _answered(row, result)


def _answered(row: StudentRow, result: RegisteredLine) -> None:
    row.is_warned([warning.refusal() for warning in result.warnings])
    reasons = [error.refusal() for error in result.errors]
    if not reasons:
        row.becomes(Fate.REGISTERED)
    elif result.enrolment is None:
        row.becomes(Fate.REJECTED, *reasons)
    elif any(_is_held(reason) for reason in reasons):
        row.becomes(Fate.HELD, *reasons)
    else:
        row.becomes(Fate.ALREADY)


def _is_held(reason: Refusal) -> bool:
    return reason.code == "DOUBLE_ENROLMENT" or reason.details.get("status") == EnrolmentStatus.HELD
