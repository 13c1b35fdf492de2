"""The lists of payments over schools. What most of them are is found in order; what few are, by an index of those."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.ledger.postgres.connections import Connections
from domain.vocabulary import PaymentState, Scheme
from projections.aid.queries import PAYMENT, PaymentRow, of_known_months
from projections.engine.by_school import NO_UUID, BySchool
from projections.engine.conditions import Conditions, Key, Visible

ORDER = ("month", "id")
UNSETTLED = f"state <> '{PaymentState.SETTLED}'"


async def list_payments(
    pool: Connections,
    visible: Visible,
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
    if student is not None:
        return await _of_student(
            pool, visible, at, school, student, scheme, month, states, justified, after, limit
        )
    listed = BySchool("payment", ORDER, visible, at, school, after, limit)
    listed.where.equal("month", month)
    if justified is not None:
        listed.where.add("justified" if justified else "NOT justified")
    if justified is False:
        listed.where.equal("scheme", scheme)
        listed.where.among("state", states)
        listed.known_still()
        listed.replaced_since()
    elif states is not None and PaymentState.SETTLED not in states:
        listed.where.equal("scheme", scheme)
        for state in map(listed.where.value, dict.fromkeys(states)):
            listed.known_still(f"state = {state} AND {UNSETTLED}")
            listed.replaced_since(f"state = {state} AND {UNSETTLED}")
    else:
        listed.where.among("state", states)
        of_known_months(listed)
        for each in map(listed.where.value, Scheme if scheme is None else [scheme]):
            listed.known(f"scheme = {each}")
    return [PaymentRow(*row) for row in await listed.fetch(pool, PAYMENT)]


async def _of_student(
    pool: Connections,
    visible: Visible,
    at: int,
    school: str | None,
    student: UUID,
    scheme: str | None,
    month: str | None,
    states: Sequence[str] | None,
    justified: bool | None,
    after: Key | None,
    limit: int,
) -> list[PaymentRow]:
    """Those of one person, which are few."""
    where = Conditions()
    where.known(at)
    where.among("school", visible)
    for column, value in (("student", student), ("school", school), ("scheme", scheme), ("month", month)):
        where.equal(column, value)
    where.among("state", states)
    where.equal("justified", justified)
    where.after(["school", *ORDER], after)
    sql = f"SELECT {PAYMENT} FROM payment {where} ORDER BY school, month, id LIMIT {where.value(limit)}"
    return [PaymentRow(*row) for row in await pool.fetch(sql, *where.values)]


async def list_overpayments(
    pool: Connections,
    visible: Visible,
    at: int,
    school: str | None,
    still_open: bool | None,
    after: Key | None,
    limit: int,
) -> list[PaymentRow]:
    """Payments of which more was paid than is due, by school and id."""
    listed = BySchool("payment", ["id"], visible, at, school, after, limit, NO_UUID)
    listed.where.add("overpaid > 0")
    kinds = ["to_recover > 0", "to_recover = 0"]
    wanted = kinds if still_open is None else kinds[:1] if still_open else kinds[1:]
    for kind in wanted:
        listed.known_still(kind)
        listed.replaced_since(kind)
    return [PaymentRow(*row) for row in await listed.fetch(pool, PAYMENT)]
