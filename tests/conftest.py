"""One embedded PostgreSQL a session; for each test that asks, a migrated ledger in a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from api import embedded
from api.database import CREATE, NAME
from domain.catalogue import EVENTS
from domain.ledger.postgres.epochs import recognise
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate
from tests.support.people import PROVINCE
from tests.support.server import served as served
from tests.support.story import Story

SECRET = "s" * 32
TEMPLATE = NAME

# What a test writes may be lost with the machine; that makes every test several times faster.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")

_numbers = count(1)


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Callable[[str], str]]:
    """The running server: gives the DSN of a database by its name."""
    # Not under pytest's own folder: a second pytest closes that to the account that the server runs under.
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as home:
        folder = Path(home) / "postgres"
        place = await asyncio.to_thread(embedded.start, folder)
        yield lambda name: f"postgresql://postgres@/{name}?{place}"
        await asyncio.to_thread(embedded.stop, folder)


@pytest.fixture(scope="session")
async def keeper(server: Callable[[str], str]) -> AsyncIterator[asyncpg.Connection]:
    """A connection that makes and drops databases."""
    connection = await asyncpg.connect(server("postgres"))
    for choice in CARELESS:
        await connection.execute(f"ALTER SYSTEM SET {choice}")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.execute(CREATE)
    await migrate(server(TEMPLATE), PROVINCE)
    yield connection
    await connection.close()


async def copy(server: Callable[[str], str], keeper: asyncpg.Connection, of: str, name: str) -> None:
    """Another database like that one; in it the log has an epoch of its own, as with any copy."""
    await keeper.execute(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY file_copy")
    assert await recognise(server(name), PROVINCE)


@asynccontextmanager
async def database(server: Callable[[str], str], keeper: asyncpg.Connection) -> AsyncIterator[str]:
    """A migrated, empty database."""
    name = f"test_{next(_numbers)}"
    await copy(server, keeper, TEMPLATE, name)
    yield server(name)
    await keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def dsn(server: Callable[[str], str], keeper: asyncpg.Connection) -> AsyncIterator[str]:
    """A database that only this test sees."""
    async with database(server, keeper) as made:
        yield made


@pytest.fixture
async def ledger(dsn: str) -> AsyncIterator[Ledger]:
    """The ledger in it, as the application's role opens it."""
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as opened:
        yield opened


@pytest.fixture
def story(ledger: Ledger) -> Story:
    """Tells the ledger's history."""
    return Story(ledger)
