"""Schools: their rows, how events change them, and how they are read as known at a position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import asyncpg

from domain.event import Event
from domain.ledger.postgres.connections import Connections
from domain.registry.events import EnrolmentStopped, SchoolOpened
from projections.engine.conditions import Conditions, Key, Visible
from projections.engine.projection import Part
from projections.engine.versions import Versions


class SchoolRow(NamedTuple):
    """One school."""

    code: str
    name: str
    division: str
    ownership: str
    stopped: bool


SCHOOL = ", ".join(SchoolRow._fields)
VALUES = ("id", "name", "division", "ownership", "stopped")


class Schools(Part):
    """Folds the few events that schools have."""

    tables: ClassVar[str] = """
CREATE TABLE school (
    code        text COLLATE "C" NOT NULL,
    id          uuid NOT NULL,
    name        text NOT NULL,
    division    text COLLATE "C" NOT NULL,
    ownership   text NOT NULL,
    stopped     boolean NOT NULL,
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (code, known_from)
);
"""
    indexes: ClassVar[str] = "CREATE INDEX school_by_division ON school (division, code);"
    events: ClassVar[frozenset[type[Event]]] = frozenset({SchoolOpened, EnrolmentStopped})

    async def fold(
        self, connection: asyncpg.Connection, events: Sequence[SchoolOpened | EnrolmentStopped]
    ) -> None:
        rows = Versions("school", ["code"], ["text"], VALUES)
        known = await self._known(connection, {event.school for event in events})
        for event in events:
            if isinstance(event, SchoolOpened):
                known[event.code] = (event.originator_id, event.name, event.division, event.ownership, False)
            else:
                known[event.school] = (*known[event.school][:4], True)
            rows.put((event.school,), event.position, known[event.school])
        await rows.flush(connection)

    async def _known(self, connection: asyncpg.Connection, codes: set[str]) -> dict[str, tuple[object, ...]]:
        rows = await connection.fetch(
            "SELECT DISTINCT ON (code) code, id, name, division, ownership, stopped FROM school"
            " WHERE code = ANY($1::text[]) ORDER BY code, known_from DESC",
            list(codes),
        )
        return {row["code"]: tuple(row)[1:] for row in rows}


async def list_schools(
    pool: Connections,
    visible: Visible,
    at: int,
    division: str | None,
    after: Key | None,
    limit: int,
) -> list[SchoolRow]:
    """Schools by code. division: a prefix of the division code."""
    where = Conditions()
    where.known(at)
    where.among("code", visible)
    if division:
        where.add(f"division LIKE {where.value(division + '%')}")
    where.after(["code"], after)
    sql = f"SELECT {SCHOOL} FROM school {where} ORDER BY code LIMIT {where.value(limit)}"
    return [SchoolRow(*row) for row in await pool.fetch(sql, *where.values)]
