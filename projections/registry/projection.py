"""Who is where, in which status, and how each change came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import asyncpg

from domain.event import Event
from domain.registry.student import Student
from projections.engine.projection import Part, Projection, Recorded
from projections.registry import snapshots
from projections.registry.people import People
from projections.registry.schools import Schools


class Registry(Projection):
    """Schools, persons, enrolments, statuses and changes."""

    name: ClassVar[str] = "registry"
    version: ClassVar[int] = 5
    parts: ClassVar[tuple[Part, ...]] = (Schools(),)

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        events = [recorded.event for recorded in page]
        for part in self.parts:
            if own := [event for event in events if type(event) in part.events]:
                await part.fold(connection, own)
        people = [event for event in events if event.KIND.stream == Student.STREAM]
        if people:
            await _fold_people(connection, people)


async def _fold_people(connection: asyncpg.Connection, events: Sequence[Event]) -> None:
    students: dict[UUID, Student] = await snapshots.load(
        connection, {event.originator_id for event in events}
    )
    people = People()
    for event in events:
        student = event.mutate(students.get(event.originator_id))
        assert student is not None
        students[event.originator_id] = student
        people.take(student, event)
    await people.flush(connection)
    await snapshots.save(connection, students.values())
