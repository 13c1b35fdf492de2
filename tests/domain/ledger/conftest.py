"""A second process's view of the ledger under test, and the projections that follow it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from tests.conftest import SECRET
from tests.support.people import PROVINCE


@pytest.fixture
async def other(dsn: str) -> AsyncIterator[Ledger]:
    """The same ledger as another process opens it: with a pool and a queue of its own."""
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as opened:
        yield opened


@pytest.fixture
async def owner(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The database's owner, who made the tables."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    yield connection
    await connection.close()
