"""Reading rosters, runs, payments and what is owed to whom, as known at a position. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.connections import Connections
from projections.engine.conditions import Conditions, Key


class RosterRow(NamedTuple):
    """One roster. steps: JSON."""

    id: UUID
    school: str
    scheme: str
    term: str
    supplementary: bool
    state: str
    published_on: date | None
    steps: str


class RunRow(NamedTuple):
    """One month's run. lines: how many payments it holds."""

    id: UUID
    school: str
    scheme: str
    month: str
    state: str
    lines: int
    total: int
    digest: str
    settled: int
    failed: int
    returned: int


class PaymentRow(NamedTuple):
    """One payment. facts: JSON, [code, position, ...]; known_from: the event that made this the last version.

    justified, overpaid, to_recover: as ``domain.aid.due`` says them of what was known then.
    """

    id: UUID
    student: UUID
    enrolment: str
    school: str
    scheme: str
    month: str
    run: UUID
    attempt: int
    amount: int
    state: str
    net: int
    recovered: int
    due: int
    causes: Sequence[int]
    policy: str
    facts: str
    decided_at: int
    known_from: int
    justified: bool
    overpaid: int
    to_recover: int


ROSTER, PAYMENT = (", ".join(row._fields) for row in (RosterRow, PaymentRow))
RUN = "id, school, scheme, month, state, count, total, digest, settled, failed, returned"


async def rosters(pool: Connections, ids: Iterable[UUID], at: int) -> list[RosterRow]:
    """The rosters with these ids."""
    where = _by_id(ids, at)
    rows = await pool.fetch(f"SELECT {ROSTER} FROM roster {where}", *where.values)
    return [RosterRow(*row) for row in rows]


async def runs(pool: Connections, ids: Iterable[UUID], at: int) -> list[RunRow]:
    """The runs with these ids."""
    where = _by_id(ids, at)
    return [RunRow(*row) for row in await pool.fetch(f"SELECT {RUN} FROM run {where}", *where.values)]


async def payments(pool: Connections, ids: Iterable[UUID], at: int) -> list[PaymentRow]:
    """The payments with these ids."""
    where = _by_id(ids, at)
    rows = await pool.fetch(f"SELECT {PAYMENT} FROM payment {where}", *where.values)
    return [PaymentRow(*row) for row in rows]


async def list_rosters(
    pool: Connections,
    visible: Sequence[str] | None,
    at: int,
    school: str | None,
    scheme: str | None,
    term: str | None,
    states: Sequence[str] | None,
    after: Key | None,
    limit: int,
) -> list[RosterRow]:
    """Rosters by school, term, scheme and id."""
    where = _listed(visible, at, school, scheme, states)
    where.equal("term", term)
    where.after(["school", "term", "scheme", "id"], after)
    sql = f"SELECT {ROSTER} FROM roster {where} ORDER BY school, term, scheme, id LIMIT {where.value(limit)}"
    return [RosterRow(*row) for row in await pool.fetch(sql, *where.values)]


async def list_runs(
    pool: Connections,
    visible: Sequence[str] | None,
    at: int,
    school: str | None,
    scheme: str | None,
    month: str | None,
    states: Sequence[str] | None,
    after: Key | None,
    limit: int,
) -> list[RunRow]:
    """Runs by school, month, scheme and id."""
    where = _listed(visible, at, school, scheme, states)
    where.equal("month", month)
    where.after(["school", "month", "scheme", "id"], after)
    sql = f"SELECT {RUN} FROM run {where} ORDER BY school, month, scheme, id LIMIT {where.value(limit)}"
    return [RunRow(*row) for row in await pool.fetch(sql, *where.values)]


async def list_payments(
    pool: Connections,
    visible: Sequence[str] | None,
    at: int,
    school: str | None,
    student: UUID | None,
    scheme: str | None,
    month: str | None,
    states: Sequence[str] | None,
    justified: bool | None,
    after: Key | None,
    limit: int,
) -> list[PaymentRow]:
    """Payments by school, month and id."""
    where = _listed(visible, at, school, scheme, states)
    where.equal("student", student)
    where.equal("month", month)
    if justified is not None:
        where.add("justified" if justified else "NOT justified")
    where.after(["school", "month", "id"], after)
    found = f"SELECT {PAYMENT} FROM payment {where}"
    if justified is False:  # few are, and their index has another order: find them first, then sort
        found = f"WITH lost AS MATERIALIZED ({found}) SELECT {PAYMENT} FROM lost"
    sql = f"{found} ORDER BY school, month, id LIMIT {where.value(limit)}"
    return [PaymentRow(*row) for row in await pool.fetch(sql, *where.values)]


async def payments_of_students(
    pool: Connections,
    students: Iterable[UUID],
    visible: Sequence[str] | None,
    at: int,
    scheme: str | None,
    after: Key | None,
    limit: int,
) -> list[PaymentRow]:
    """The payments of each student by month and id, so many of each."""
    where = Conditions()
    parents = where.value(list(students))
    where.add("student = parent.id")
    where.known(at)
    where.among("school", visible)
    where.equal("scheme", scheme)
    where.after(["month", "id"], after)
    return await _payments_each(pool, parents, where, "month, id", limit)


async def payments_of_runs(
    pool: Connections, runs: Iterable[UUID], at: int, after: Key | None, limit: int
) -> list[PaymentRow]:
    """The payments of each run by id, so many of each."""
    where = Conditions()
    parents = where.value(list(runs))
    where.add("run = parent.id")
    where.known(at)
    where.after(["id"], after)
    return await _payments_each(pool, parents, where, "id", limit)


async def list_overpayments(
    pool: Connections,
    visible: Sequence[str] | None,
    at: int,
    school: str | None,
    still_open: bool | None,
    after: Key | None,
    limit: int,
) -> list[PaymentRow]:
    """Payments of which more was paid than is due, by school and id."""
    where = _listed(visible, at, school, None, None)
    where.add("overpaid > 0")
    if still_open is not None:
        where.add("to_recover > 0" if still_open else "to_recover = 0")
    where.after(["school", "id"], after)
    sql = f"SELECT {PAYMENT} FROM payment {where} ORDER BY school, id LIMIT {where.value(limit)}"
    return [PaymentRow(*row) for row in await pool.fetch(sql, *where.values)]


def _by_id(ids: Iterable[UUID], at: int) -> Conditions:
    where = Conditions()
    where.among("id", ids)
    where.known(at)
    return where


def _listed(
    visible: Sequence[str] | None,
    at: int,
    school: str | None,
    scheme: str | None,
    states: Sequence[str] | None,
) -> Conditions:
    where = Conditions()
    where.known(at)
    where.among("school", visible)
    where.equal("school", school)
    where.equal("scheme", scheme)
    where.among("state", states)
    return where


async def _payments_each(
    pool: Connections, parents: str, where: Conditions, order: str, limit: int
) -> list[PaymentRow]:
    sql = (
        f"SELECT child.* FROM unnest({parents}::uuid[]) AS parent (id) CROSS JOIN LATERAL"
        f" (SELECT {PAYMENT} FROM payment {where} ORDER BY {order} LIMIT {where.value(limit)}) AS child"
    )
    return [PaymentRow(*row) for row in await pool.fetch(sql, *where.values)]
