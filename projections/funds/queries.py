"""Reading accounts, allocations and the double entry as known at a position. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from domain.ledger.postgres.connections import Connections
from projections.engine.by_school import BySchool
from projections.engine.conditions import Conditions, Key, Visible
from projections.engine.spans import STILL, forks, replaced

AccountKey = tuple[str, str, str]  # school, scheme, term


class AccountRow(NamedTuple):
    """One account. due, remitted, acknowledged: JSON, fen by source."""

    school: str
    scheme: str
    term: str
    closed: bool
    allocated: int
    settled: int
    in_transit: int
    recovered: int
    due: str
    remitted: str
    acknowledged: str
    available: int


class AllocationRow(NamedTuple):
    """One receipt of money; position: the event."""

    position: int
    school: str
    scheme: str
    term: str
    source: str
    amount: int
    document: str
    received_on: date


class TotalRow(NamedTuple):
    """What one account of the double entry received and gave, by its code."""

    code: str
    debit: int
    credit: int


ACCOUNT, ALLOCATION = (", ".join(row._fields) for row in (AccountRow, AllocationRow))
KEY = ("school", "scheme", "term")


async def accounts(pool: Connections, keys: Iterable[AccountKey], at: int) -> list[AccountRow]:
    """The accounts with these keys."""
    where = Conditions()
    _among_keys(where, keys)
    where.known(at)
    sql = f"SELECT {ACCOUNT} FROM fund_account {where}"
    return [AccountRow(*row) for row in await pool.fetch(sql, *where.values)]


async def list_accounts(
    pool: Connections,
    visible: Visible,
    at: int,
    division: str | None,
    scheme: str | None,
    term: str | None,
    after: Key | None,
    limit: int,
) -> list[AccountRow]:
    """Accounts by school, scheme and term. division: a prefix of the school's division code."""
    listed = BySchool("fund_account", KEY[1:], visible, at, None, after, limit)
    if division:
        place = listed.where.value(division + "%")
        listed.where.add(
            f"own.school IN (SELECT code FROM school WHERE division LIKE {place}"
            f" AND known_from <= {listed.at} AND known_to > {listed.at})"
        )
    listed.where.equal("scheme", scheme)
    listed.where.equal("term", term)
    listed.known_still()
    listed.replaced_since()
    return [AccountRow(*row) for row in await listed.fetch(pool, ACCOUNT)]


async def allocations(pool: Connections, keys: Iterable[AccountKey], at: int) -> list[AllocationRow]:
    """What accounts received, the earliest recorded first."""
    where = Conditions()
    _among_keys(where, keys)
    where.add(f"position <= {where.value(at)}")
    sql = f"SELECT {ALLOCATION} FROM allocation {where} ORDER BY position"
    return [AllocationRow(*row) for row in await pool.fetch(sql, *where.values)]


async def totals(pool: Connections, visible: Visible, at: int) -> list[TotalRow]:
    """The sums of every account of the double entry, by code."""
    where = Conditions()
    known = where.value(at)
    where.add(f"known_from <= {known}")
    where.among("school", visible)
    rows = await pool.fetch(
        "SELECT code, sum(debit)::bigint, sum(credit)::bigint FROM ("
        f"SELECT code, debit, credit FROM balance {where} AND {STILL}"
        f" UNION ALL SELECT code, debit, credit FROM balance {where} AND {replaced(where, known, forks(at))})"
        " AS known GROUP BY code ORDER BY code",
        *where.values,
    )
    return [TotalRow(*row) for row in rows]


def _among_keys(where: Conditions, keys: Iterable[AccountKey]) -> None:
    places = (f"{where.value(list(column))}::text[]" for column in zip(*keys, strict=True))
    where.add(f"({', '.join(KEY)}) IN (SELECT * FROM unnest({', '.join(places)}))")
