"""Where each event belongs: to which schools, which person, which stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import asyncpg

from domain.event import Event
from projections.engine.projection import Projection, Recorded

COLUMNS = ("position", "stream", "version", "topic", "school", "to_school", "student")


class Histories(Projection):
    """One row an event, so that a person's, a school's or a stream's history is one look-up."""

    name: ClassVar[str] = "histories"
    version: ClassVar[int] = 2

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        rows = [_row(recorded.event) for recorded in page]
        await connection.copy_records_to_table("history", records=rows, columns=COLUMNS)


def _two(schools: Sequence[str | None]) -> tuple[str | None, str | None]:
    """An event is filed for one school, or for two."""
    first, second = (*schools, None)[:2]
    return first, second


def _row(event: Event) -> tuple[Any, ...]:
    return (
        event.position,
        event.originator_id,
        event.originator_version,
        event.KIND.name,
        *_two(event.schools),
        event.person,
    )
