"""Only bringing the database up needs rights; afterwards a plain member of the application's role can serve."""

from __future__ import annotations

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.postgres import migrate as migrating
from domain.ledger.postgres.ledger import open_ledger
from domain.ledger.postgres.migrate import MadeByNewerVersion, migrate
from domain.ledger.postgres.schemas import Schemas
from projections.all import all_projections
from projections.engine.checkpoints import prepare, reached
from tests.conftest import SECRET
from tests.support.people import POLICY, PROVINCE

LOGIN = "plain_server"


@pytest.fixture
async def plain(dsn: str, owner: asyncpg.Connection) -> str:
    """A login that may do what the application's role may, and nothing else."""
    if not await owner.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", LOGIN):
        await owner.execute(f"CREATE ROLE {LOGIN} LOGIN")
    await owner.execute(f"GRANT {Schemas(PROVINCE).role} TO {LOGIN}")
    return dsn.replace("postgres@", f"{LOGIN}@", 1)


async def test_a_plain_login_finds_nothing_to_do(plain: str) -> None:
    assert await migrate(plain, PROVINCE) == []


async def test_a_plain_login_is_refused_what_is_missing(plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = migrating.migrations()
    monkeypatch.setattr(migrating, "migrations", lambda: [*known, ("9999_next.sql", "SELECT 1")])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await migrate(plain, PROVINCE)


async def test_what_a_newer_version_made_is_left_alone(dsn: str, owner: asyncpg.Connection) -> None:
    await owner.execute("INSERT INTO migration (name) VALUES ('9999_next.sql')")
    with pytest.raises(MadeByNewerVersion, match=r"9999_next\.sql"):
        await migrate(dsn, PROVINCE)


async def test_a_new_province_begins_from_nothing(dsn: str) -> None:
    assert await migrate(dsn, "44") == [name for name, _ in migrating.migrations()]
    assert await migrate(dsn, "44") == []


async def test_a_ledger_restored_without_its_tables_of_answers_gets_them_again(
    dsn: str, owner: asyncpg.Connection
) -> None:
    schemas = Schemas(PROVINCE)
    await owner.execute(f"DROP SCHEMA {schemas.read}, {schemas.shadow} CASCADE")
    assert await migrate(dsn, PROVINCE) == []
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger, ledger.pool.acquire() as connection:
        await prepare(connection, all_projections(POLICY))
        assert await reached(connection) == 0
