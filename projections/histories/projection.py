"""Where each event belongs: to which schools, which person, which stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import asyncpg

from domain.facts import Fact
from domain.registry.events import ChangeReviewed, StudentEntered
from projections.projection import Projection, Recorded

COLUMNS = ("position", "stream", "version", "topic", "school", "to_school", "student")


PERSONAL = (StudentEntered, ChangeReviewed)  # about a person although they name no enrolment


class Histories(Projection):
    """One row an event, so that a person's, a school's or a stream's history is one look-up."""

    name: ClassVar[str] = "histories"
    version: ClassVar[int] = 1
    tables: ClassVar[tuple[str, ...]] = ("history",)

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        rows = [_row(recorded.fact) for recorded in page]
        await connection.copy_records_to_table("history", records=rows, columns=COLUMNS)


def _row(fact: Fact) -> tuple[Any, ...]:
    return (
        fact.position,
        fact.originator_id,
        fact.originator_version,
        fact.TOPIC,
        fact.school,
        getattr(fact, "to_school", None),
        _person(fact),
    )


def _person(fact: Fact) -> UUID | str | None:
    """The person whom an event is about; None for a school, a roster, a run or an account."""
    named: str | None = getattr(fact, "student", None)
    if named is not None:
        return named
    return fact.originator_id if hasattr(fact, "enrolment") or type(fact) in PERSONAL else None
