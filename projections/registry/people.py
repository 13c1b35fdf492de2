"""The rows of persons: their enrolments, periods of status and changes, after each event about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from domain.event import Event
from domain.policy.calendar import SHANGHAI
from domain.registry.enrolment import LATEST, Enrolment, Period
from domain.registry.events import (
    ChangeRequested,
    ChangeReviewed,
    EnrolmentHeld,
    EnrolmentRegistered,
    RegistrationApproved,
    StatusChanged,
    StudentEntered,
    TransferredIn,
)
from domain.registry.request import ChangeRequest
from domain.registry.student import Student, enrolment_id
from projections.engine.versions import Versions

ENROLMENT = (
    *("student", "number", "school", "major_code", "major_name", "class_name", "entry_date", "since"),
    *("years", "hukou", "track", "study_mode", "approved", "repeated", "repeats", "majors", "majors_since"),
)
MOVING = EnrolmentRegistered | EnrolmentHeld | RegistrationApproved | StatusChanged | TransferredIn
REVIEWING = ChangeRequested | ChangeReviewed | StatusChanged
PERIOD = ("ordinal", "student", "school", "status", "since", "until", "event")
CHANGE = (
    *("student", "enrolment", "school", "to_school", "kind", "state", "effective_on", "reason", "steps"),
    *("position", "filed_on"),
)


class People:
    """Collects the changes of one page; ``flush`` writes them."""

    def __init__(self) -> None:
        self.enrolments = Versions("enrolment", ["id"], ["text"], ENROLMENT)
        self.periods = Versions("status_period", ["enrolment"], ["text"], PERIOD)
        self.changes = Versions("status_change", ["id"], ["text"], CHANGE)
        self.entered: dict[UUID, list[Any]] = {}
        self.cards: dict[UUID, str] = {}
        self.numbers: list[tuple[str, str]] = []

    def take(self, student: Student, event: Event) -> None:
        """One event, already applied to the student."""
        if isinstance(event, StudentEntered):
            self.entered[student.id] = [student.id, event.name, event.id_number, event.position]
        if isinstance(event, EnrolmentRegistered):
            self.numbers.append((enrolment_id(student.id, event.enrolment), event.temporary_number))
            if event.card:
                self.cards[student.id] = event.card
        if isinstance(event, MOVING):
            enrolment = student.enrolments[event.enrolment]
            for moved in (enrolment, *student.carried_on(enrolment)):
                self._enrolment(student, moved, event.position)
        if isinstance(event, REVIEWING):
            self._change(student, student.requests[event.request], event.position)

    def _enrolment(self, student: Student, enrolment: Enrolment, position: int) -> None:
        id = enrolment_id(student.id, enrolment.number)
        self.enrolments.put((id,), position, _enrolment_row(student.id, enrolment))
        rows = (
            _period_row(ordinal, student.id, enrolment.school, period)
            for ordinal, period in enumerate(enrolment.timeline())
        )
        self.periods.put((id,), position, *rows)

    def _change(self, student: Student, request: ChangeRequest, position: int) -> None:
        row = (
            student.id,
            enrolment_id(student.id, request.enrolment),
            student.enrolments[request.enrolment].school,
            request.to_school,
            request.kind,
            str(request.state),
            date.fromisoformat(request.effective_on),
            msgspec.json.encode(request.reason).decode(),
            msgspec.json.encode(request.steps).decode(),
            request.position,
            datetime.fromisoformat(request.requested_at).astimezone(SHANGHAI).date(),
        )
        self.changes.put((enrolment_id(student.id, request.number),), position, row)

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self._write_entered(connection)
        for rows in (self.enrolments, self.periods, self.changes):
            await rows.flush(connection)

    async def _write_entered(self, connection: asyncpg.Connection) -> None:
        columns = ("id", "name", "id_number", "known_from", "card")
        new = [(*row, self.cards.pop(id, None)) for id, row in self.entered.items()]
        await connection.copy_records_to_table("student", records=new, columns=columns)
        await connection.copy_records_to_table("temporary_number", records=self.numbers)
        if self.cards:
            await connection.execute(
                "UPDATE student SET card = newer.card FROM unnest($1::uuid[], $2::text[]) AS newer (id, card)"
                " WHERE student.id = newer.id",
                list(self.cards),
                list(self.cards.values()),
            )


def _enrolment_row(student: UUID, enrolment: Enrolment) -> tuple[Any, ...]:
    code, name, _, _ = enrolment.major_on(LATEST)
    return (
        student,
        enrolment.number,
        enrolment.school,
        code,
        name,
        enrolment.class_name,
        date.fromisoformat(enrolment.entry_date),
        date.fromisoformat(enrolment.since),
        enrolment.years,
        enrolment.hukou,
        enrolment.track,
        enrolment.study_mode,
        bool(enrolment.approved),
        enrolment.repeated,
        [date.fromisoformat(day) for day in enrolment.repeats()],
        [major for major, _ in enrolment.majors()],
        [date.fromisoformat(since) for _, since in enrolment.majors()],
    )


def _period_row(ordinal: int, student: UUID, school: str, period: Period) -> tuple[Any, ...]:
    until = date.fromisoformat(period.until) if period.until else None
    since = date.fromisoformat(period.since)
    return (ordinal, student, school, str(period.status), since, until, period.position)
