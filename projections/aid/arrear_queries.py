"""Reading what is owed: the months that are due and not, or not wholly, paid, as known at a position."""

from __future__ import annotations

from typing import NamedTuple

from domain.ledger.postgres.connections import Connections
from projections.engine.by_school import BySchool
from projections.engine.conditions import Conditions, Key, Visible
from projections.engine.spans import STILL


class ArrearRow(NamedTuple):
    """A month that is due and not wholly paid. amount: fen that are still owed of it.

    until: the last month that the list looks at; it goes with the cursor, lest a later day's page shows more.
    """

    until: str
    school: str
    enrolment: str
    scheme: str
    month: str
    amount: int


ARREAR = ", ".join(ArrearRow._fields[1:])
ORDER = ArrearRow._fields[1:5]

# The months of which anything is owed now, each found by a step in the index; few, however long the past is.
MONTHS = (
    "WITH RECURSIVE owed (month) AS ("
    f"(SELECT month FROM arrear WHERE {STILL} ORDER BY month LIMIT 1)"
    " UNION ALL SELECT (SELECT arrear.month FROM arrear"
    f" WHERE {STILL} AND arrear.month > owed.month ORDER BY arrear.month LIMIT 1)"
    " FROM owed WHERE owed.month <= {until})"
)


async def list_arrears(
    pool: Connections,
    visible: Visible,
    at: int,
    school: str | None,
    until: str,
    after: Key | None,
    limit: int,
) -> list[ArrearRow]:
    """Months up to ``until``, or to that of the key, by school, enrolment, scheme and month.

    Those that were owed at the position are owed still, or have been settled since: each kind has its index.
    """
    if after is not None:
        until, after = min(until, str(after[0])), after[1:]
    settled = BySchool("arrear", ORDER[1:], visible, at, school, after, limit)
    still = Conditions(settled.where.values)
    last = still.value(until)
    settled.replaced_since(f"month <= {last}")
    still.add(f"known_from <= {still.value(at)} AND {STILL}")
    still.equal("school", school)
    still.among("school", visible)
    still.after(ORDER, after)
    owed_still = (
        f"SELECT row.* FROM owed CROSS JOIN LATERAL (SELECT {ARREAR} FROM arrear {still} AND month = owed.month"
        f" ORDER BY school, enrolment, scheme LIMIT {limit}) AS row WHERE owed.month <= {last}"
    )
    rows = await pool.fetch(
        f"{MONTHS.format(until=last)} {owed_still} UNION ALL ({settled.statement(ARREAR)})"
        f" ORDER BY {', '.join(ORDER)} LIMIT {limit}",
        *still.values,
    )
    return [ArrearRow(until, *row) for row in rows]
