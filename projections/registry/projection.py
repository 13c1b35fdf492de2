"""Who is where, in which status, and how each change came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import asyncpg

from domain.facts import Fact
from domain.registry.events import EnrolmentStopped, SchoolOpened
from domain.registry.student import Student
from projections.projection import Projection, Recorded
from projections.registry import state
from projections.registry.people import People
from projections.registry.schools import Schools

TOPICS = ("registry.", "aid.HardshipAssessed.")


class Registry(Projection):
    """Schools, persons, enrolments, statuses and changes."""

    name: ClassVar[str] = "registry"
    version: ClassVar[int] = 1
    tables: ClassVar[tuple[str, ...]] = (
        "school",
        "student",
        "student_state",
        "enrolment",
        "status_period",
        "status_change",
    )

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        facts = [recorded.fact for recorded in page if recorded.fact.TOPIC.startswith(TOPICS)]
        schools = [fact for fact in facts if isinstance(fact, SchoolOpened | EnrolmentStopped)]
        if schools:
            await Schools().fold(connection, schools)
        people = [fact for fact in facts if not isinstance(fact, SchoolOpened | EnrolmentStopped)]
        if people:
            await _fold_people(connection, people)


async def _fold_people(connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
    students: dict[UUID, Student] = await state.load(connection, {fact.originator_id for fact in facts})
    people = People()
    for fact in facts:
        student = fact.mutate(students.get(fact.originator_id))
        assert student is not None
        students[fact.originator_id] = student
        people.take(student, fact)
    await people.flush(connection)
    await state.save(connection, students.values())
