"""Reading rosters, runs and payments, as known at a position. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.connections import Connections
from domain.vocabulary import RosterState, RunState
from projections.engine.by_school import BySchool
from projections.engine.conditions import Conditions, Key, Visible


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
    visible: Visible,
    at: int,
    school: str | None,
    scheme: str | None,
    term: str | None,
    states: Sequence[str] | None,
    after: Key | None,
    limit: int,
) -> list[RosterRow]:
    """Rosters by school, term, scheme and id."""
    listed = BySchool("roster", ["term", "scheme", "id"], visible, at, school, after, limit)
    listed.where.equal("scheme", scheme)
    listed.where.equal("term", term)
    _in_states(listed, states, RosterState.APPROVED)
    return [RosterRow(*row) for row in await listed.fetch(pool, ROSTER)]


async def list_runs(
    pool: Connections,
    visible: Visible,
    at: int,
    school: str | None,
    scheme: str | None,
    month: str | None,
    states: Sequence[str] | None,
    after: Key | None,
    limit: int,
) -> list[RunRow]:
    """Runs by school, month, scheme and id."""
    listed = BySchool("run", ["month", "scheme", "id"], visible, at, school, after, limit)
    listed.where.equal("scheme", scheme)
    listed.where.equal("month", month)
    of_known_months(listed)
    _in_states(listed, states, RunState.CLOSED)
    return [RunRow(*row) for row in await listed.fetch(pool, RUN)]


def of_known_months(listed: BySchool) -> None:
    """Leaves out the months of which no run was known: there was no run, and no payment."""
    drafted = f"state = '{RunState.DRAFT}'"  # as each begins
    listed.where.add(f"month <= (SELECT max(month) FROM run WHERE known_from <= {listed.at} AND {drafted})")


def _in_states(listed: BySchool, states: Sequence[str] | None, last: str) -> None:
    """last: the state that most come to in the end."""
    listed.where.among("state", states)
    moving = states is not None and last not in states
    listed.known_still(*[f"state <> '{last}'"] if moving else [])
    listed.replaced_since()


async def payments_of_students(
    pool: Connections,
    students: Iterable[UUID],
    visible: Visible,
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


def _by_id(ids: Iterable[UUID], at: int) -> Conditions:
    where = Conditions()
    where.among("id", ids)
    where.known(at)
    return where


async def _payments_each(
    pool: Connections, parents: str, where: Conditions, order: str, limit: int
) -> list[PaymentRow]:
    sql = (
        f"SELECT child.* FROM unnest({parents}::uuid[]) AS parent (id) CROSS JOIN LATERAL"
        f" (SELECT {PAYMENT} FROM payment {where} ORDER BY {order} LIMIT {where.value(limit)}) AS child"
    )
    return [PaymentRow(*row) for row in await pool.fetch(sql, *where.values)]
