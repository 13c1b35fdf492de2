"""Reading the lines of rosters and runs: who is on them, and who was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.ledger.postgres.connections import Connections
from projections.engine.conditions import Conditions, Key


class EntryRow(NamedTuple):
    """Somebody on a roster, and why."""

    parent: UUID
    ordinal: int
    enrolment: str
    grounds: Sequence[str]


class ExclusionRow(NamedTuple):
    """Somebody left out of a roster or a run, with the code of the reason."""

    parent: UUID
    ordinal: int
    enrolment: str
    code: str


async def entries(
    pool: Connections, rosters: Iterable[UUID], at: int, after: Key | None, limit: int
) -> list[EntryRow]:
    """The lines of each roster in order, so many of each."""
    rows = await _each(pool, "roster_entry", "roster", "grounds", rosters, at, after, limit)
    return [EntryRow(*row) for row in rows]


async def left_out_of_rosters(
    pool: Connections, rosters: Iterable[UUID], at: int, after: Key | None, limit: int
) -> list[ExclusionRow]:
    """Those left out of each roster in order, so many of each."""
    rows = await _each(pool, "roster_exclusion", "roster", "code", rosters, at, after, limit)
    return [ExclusionRow(*row) for row in rows]


async def left_out_of_runs(
    pool: Connections, runs: Iterable[UUID], at: int, after: Key | None, limit: int
) -> list[ExclusionRow]:
    """Those left out of each run in order, so many of each."""
    rows = await _each(pool, "run_exclusion", "run", "code", runs, None, after, limit)
    return [ExclusionRow(*row) for row in rows]


async def _each(
    pool: Connections,
    table: str,
    parent: str,
    value: str,
    parents: Iterable[UUID],
    at: int | None,
    after: Key | None,
    limit: int,
) -> list[asyncpg.Record]:
    where = Conditions()
    ids = where.value(list(parents))
    where.add(f"{parent} = parent.id")
    if at is not None:
        where.known(at)
    where.after(["ordinal"], after)
    rows: list[asyncpg.Record] = await pool.fetch(
        f"SELECT parent.id, child.* FROM unnest({ids}::uuid[]) AS parent (id) CROSS JOIN LATERAL"
        f" (SELECT ordinal, enrolment, {value} FROM {table} {where}"
        f" ORDER BY ordinal LIMIT {where.value(limit)}) AS child",
        *where.values,
    )
    return rows
