"""Tables of which the planner has no statistics, and was never told, are searched by their keys all the same."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.aid.arrears import Arrears
from projections.aid.payments import Payments
from projections.aid.projection import Aid
from projections.engine.checkpoints import prepare
from projections.engine.folding import folding
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions
from tests.projections.explaining import Explaining
from tests.support.people import POLICY

ROWS = 50_000
MANY = "FROM generate_series(1, $1::integer) AS n"
FILLED = {
    "payment": "SELECT md5(n::text)::uuid, md5(n::text)::uuid, 'e' || n, 's', 'GRANT', '2015-09', md5('r')::uuid, 1, 1,"
    " 'SETTLED', 1, 0, 1, '{}', 'p', '[]', 1, true, 0, 0, n, $2",
    "arrear": "SELECT 'e' || n, 'GRANT', '2015-09', 's', 1, n, $2",
    "entitlement": "SELECT 'e' || n, 'GRANT', '2015-AUTUMN', md5(n::text)::uuid, 's', '{2015-09}', '{1}', n, $2",
}


@pytest.fixture
async def connection(ledger: Ledger) -> AsyncIterator[asyncpg.Connection]:
    """In the transaction of one who folds, with some rows in each table."""
    async with ledger.pool.acquire() as made:
        await prepare(made, [Aid(POLICY)])
    async with folding(ledger.pool) as used:
        for table, rows in FILLED.items():
            await used.execute(f"INSERT INTO {table} {rows} {MANY}", ROWS, KNOWN_STILL)
        yield used


async def test_payments_are_closed_by_their_id(connection: asyncpg.Connection) -> None:
    for keys in await one_and_many(connection, "SELECT id FROM payment"):
        rows = Versions("payment", ["id"], ["uuid"], [])
        for key in keys:
            rows.put(tuple(key), ROWS + 1)
        await check(rows, connection, "payment_pkey")


async def test_arrears_are_closed_by_their_month(connection: asyncpg.Connection) -> None:
    for keys in await one_and_many(connection, "SELECT enrolment, scheme, month FROM arrear"):
        rows = Versions("arrear", ["enrolment", "scheme", "month"], ["text"] * 3, [])
        for key in keys:
            rows.put(tuple(key), ROWS + 1)
        await check(rows, connection, "arrear_pkey|arrear_open")


async def test_settled_payments_are_found_by_their_id(connection: asyncpg.Connection) -> None:
    for keys in await one_and_many(connection, "SELECT id FROM payment"):
        payments = Payments()
        for (id,) in keys:
            payments.settle(id, ROWS + 1)
        await check(payments, connection, "payment_pkey")


async def test_what_is_owed_whole_is_found_by_its_entitlement(connection: asyncpg.Connection) -> None:
    for keys in await one_and_many(connection, "SELECT enrolment, scheme, term, known_from FROM entitlement"):
        arrears = Arrears()
        for key in keys:
            arrears.owe_whole(*key)
        await check(arrears, connection, "entitlement_pkey")


async def one_and_many(connection: asyncpg.Connection, sql: str) -> list[list[asyncpg.Record]]:
    """The keys that a small page changes, and those of a big one."""
    keys = await connection.fetch(f"{sql} LIMIT 5000")
    return [keys[:1], keys]


async def check(part: Versions | Payments | Arrears, connection: asyncpg.Connection, index: str) -> None:
    asked = Explaining(connection)
    await part.flush(asked)
    assert re.search(rf"Index Scan (on|using) ({index})", asked.plan), asked.plan
    assert "Seq Scan" not in asked.plan
    assert "Hash Join" in asked.plan
