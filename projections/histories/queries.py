"""Which events belong to whom, as positions: the events themselves are read from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.ledger.postgres.connections import Connections
from projections.engine.conditions import Conditions, Key, Visible


async def events(
    pool: Connections,
    visible: Visible,
    at: int,
    stream: UUID | None,
    topics: Sequence[str] | None,
    after: int,
    limit: int,
) -> list[int]:
    """Positions up to ``at``, oldest first."""
    where = Conditions()
    if stream is not None:
        _between(where, after, at)
        where.equal("stream", stream)
        where.among("topic", topics)
        _visible(where, visible)
        sql = f"SELECT position FROM history {where} ORDER BY position LIMIT {where.value(limit)}"
    else:
        sql = _oldest_of_each(where, visible, topics, after, at, limit)
    return [row[0] for row in await pool.fetch(sql, *where.values)]


def _oldest_of_each(
    where: Conditions,
    visible: Visible,
    topics: Sequence[str] | None,
    after: int,
    at: int,
    limit: int,
) -> str:
    """The oldest of each school and type, and of all these the oldest.

    Each is a stretch of one index, told in a way that fits no other: else the planner might take the rare for frequent
    and look for it all along the log.
    """
    asked = [("own", "school", visible), ("wanted", "topic", topics)]
    parts = [
        f"unnest({where.value(list(values))}::text[]) AS {name} ({column})"
        for name, column, values in asked
        if values is not None
    ]
    like = [f"{name}.{column}" for name, column, values in asked if values is not None]
    begin, end = where.value(after), where.value(at)
    each = []
    for order in _orders(visible, topics):
        columns = ", ".join(order)
        stretch = (
            f"({columns}) > ({', '.join([*like, begin])}) AND ({columns}) <= ({', '.join([*like, end])})"
        )
        where_told = f"{stretch} AND {order[0]} IS NOT NULL"
        each.append(f"(SELECT position FROM history WHERE {where_told} ORDER BY {columns} LIMIT {limit})")
    of = " CROSS JOIN ".join([*parts, f"LATERAL ({' UNION ALL '.join(each)}) AS event"])
    return f"SELECT DISTINCT position FROM {of} ORDER BY position LIMIT {limit}"


def _orders(visible: Visible, topics: Sequence[str] | None) -> list[list[str]]:
    """The columns of the indexes that tell the events in question, in their order."""
    rest = ["position"] if topics is None else ["topic", "position"]
    return [rest] if visible is None else [["school", *rest], ["to_school", *rest]]


async def of_persons(
    pool: Connections,
    persons: Iterable[UUID],
    visible: Visible,
    at: int,
    after: Key | None,
    limit: int,
) -> list[tuple[UUID, int]]:
    """(person, position) of what happened to each person, oldest first, so many of each."""
    where = Conditions()
    people = where.value(list(persons))
    where.add("student = person.id")
    _between(where, int(after[0] or 0) if after else 0, at)
    _visible(where, visible)
    rows = await pool.fetch(
        f"SELECT person.id, event.position FROM unnest({people}::uuid[]) AS person (id) CROSS JOIN LATERAL"
        f" (SELECT position FROM history {where} ORDER BY position LIMIT {where.value(limit)}) AS event",
        *where.values,
    )
    return [(row[0], row[1]) for row in rows]


async def of_streams(pool: Connections, streams: Iterable[UUID], at: int) -> list[tuple[UUID, int]]:
    """(stream, position) of every event of some streams, oldest first."""
    rows = await pool.fetch(
        "SELECT stream, position FROM history WHERE stream = ANY($1) AND position <= $2 ORDER BY position",
        list(streams),
        at,
    )
    return [(row[0], row[1]) for row in rows]


def _between(where: Conditions, after: int, at: int) -> None:
    where.add(f"position > {where.value(after)} AND position <= {where.value(at)}")


def _visible(where: Conditions, schools: Visible) -> None:
    if schools is not None:
        place = where.value(list(schools))
        where.add(f"(school = ANY({place}) OR to_school = ANY({place}))")
