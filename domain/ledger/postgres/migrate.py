"""Brings the database to the form that this version needs: one set of migrations, forward only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import asyncpg

from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.postgres.waiting import ANSWER, bounded

GRANTS = """
GRANT USAGE ON SCHEMA {ledger} TO {role};
GRANT SELECT, INSERT ON ledger_events, tag, command, look, clock_step, epoch TO {role};
GRANT SELECT, INSERT, DELETE ON person_key TO {role};
GRANT SELECT, UPDATE ON head TO {role};
GRANT SELECT ON migration TO {role};
GRANT USAGE, CREATE ON SCHEMA {read} TO {role};
GRANT USAGE, CREATE ON SCHEMA {shadow} TO {role};
"""


class MadeByNewerVersion(Exception):
    """The database holds migrations that this version does not know."""


def migrations() -> list[tuple[str, str]]:
    """Every migration, in order: (name, SQL)."""
    folder = files("domain.ledger.postgres") / "migrations"
    found = [(entry.name, entry.read_text("utf-8")) for entry in folder.iterdir()]
    return sorted(pair for pair in found if pair[0].endswith(".sql"))


async def migrate(dsn: str, code: str, with_login: bool = False) -> list[str]:
    """Applies what is missing for the ledger of province ``code``; returns the names applied.

    with_login: makes a login for the application, too, which can become nobody else.

    Two processes that start at once wait for each other; the one that comes second finds nothing to do.
    Where nothing is missing nothing is asked of the database but to be read: a login that is only a member
    of the application's role can serve. Raises MadeByNewerVersion: what a later version made of the database
    is not to be read or written by an earlier one; Hindered, when another process does not let go.
    """
    schemas = Schemas(code)
    async with _connected(dsn, schemas) as owner:
        await _refuse_newer(owner)
        if await _is_complete(owner, schemas, with_login):
            return []
        async with bounded(owner):
            # CREATE ROLE is global to the cluster: the lock is too.
            await owner.execute("SELECT pg_advisory_xact_lock(74201600)")
            await _prepare(owner, schemas)
            if with_login:
                await _make_login(owner, schemas)
            return await _apply_missing(owner, schemas)


async def refuse_other_form(dsn: str, code: str, with_login: bool = False) -> None:
    """For who only looks, and brings nothing into another form. Raises MadeByNewerVersion, Hindered."""
    schemas = Schemas(code)
    async with _connected(dsn, schemas) as looking:
        await _refuse_newer(looking)
        if not await _is_complete(looking, schemas, with_login):
            raise Hindered(
                "The database has yet to get the form of this version; run first: aid-ledger migrate"
            )


@asynccontextmanager
async def _connected(dsn: str, schemas: Schemas) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        dsn, server_settings={"search_path": schemas.ledger}, command_timeout=ANSWER
    )
    try:
        yield connection
    finally:
        await connection.close(timeout=2)


async def _refuse_newer(owner: asyncpg.Connection) -> None:
    if await owner.fetchval("SELECT to_regclass('migration') IS NOT NULL"):
        unknown = await _applied(owner) - {name for name, _ in migrations()}
        if unknown:
            raise MadeByNewerVersion(", ".join(sorted(unknown)))


async def _is_complete(owner: asyncpg.Connection, schemas: Schemas, with_login: bool) -> bool:
    there = await owner.fetchval(
        "SELECT to_regclass('migration') IS NOT NULL AND to_regnamespace($1) IS NOT NULL"
        " AND to_regnamespace($2) IS NOT NULL AND to_regrole($3) IS NOT NULL AND to_regrole($4) IS NOT NULL",
        schemas.read,
        schemas.shadow,
        schemas.role,
        schemas.login if with_login else schemas.role,
    )
    return bool(there) and not await pending(owner)


async def _prepare(owner: asyncpg.Connection, schemas: Schemas) -> None:
    for schema in (schemas.ledger, schemas.read, schemas.shadow):
        await owner.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    known = await owner.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", schemas.role)
    if not known:
        await owner.execute(f"CREATE ROLE {schemas.role} NOLOGIN")
    await owner.execute(f"GRANT {schemas.role} TO CURRENT_USER")
    await owner.execute(
        "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
    )


async def _make_login(owner: asyncpg.Connection, schemas: Schemas) -> None:
    if not await owner.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", schemas.login):
        await owner.execute(f"CREATE ROLE {schemas.login} LOGIN")
    await owner.execute(f"GRANT {schemas.role} TO {schemas.login}")


async def _apply_missing(owner: asyncpg.Connection, schemas: Schemas) -> list[str]:
    done = await _applied(owner)
    missing = [(name, sql) for name, sql in migrations() if name not in done]
    for name, sql in missing:
        await owner.execute(sql)
        await owner.execute("INSERT INTO migration (name) VALUES ($1)", name)
    await owner.execute(
        GRANTS.format(ledger=schemas.ledger, read=schemas.read, shadow=schemas.shadow, role=schemas.role)
    )
    return [name for name, _ in missing]


async def pending(connection: asyncpg.Connection) -> list[str]:
    """Names of the migrations that this version knows and the database lacks."""
    done = await _applied(connection)
    return [name for name, _ in migrations() if name not in done]


async def _applied(connection: asyncpg.Connection) -> set[str]:
    return {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
