"""One small demonstration for all the pages; each test that asks is served a copy of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from typing import NamedTuple

import asyncpg
import pytest

from api.demonstration.demonstration import Demonstration
from api.demonstration.fill import SEED, fill
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup
from tests.conftest import TEMPLATE, copy
from tests.support.people import POLICY, PROVINCE
from tests.support.server import SECRET, Served, served_ledger

STUDENTS = 150
FILLED = "pages_filled"

_numbers = count(1)


class Shown(NamedTuple):
    """A served demonstration, and the DSN of its database. told: what it says of itself."""

    served: Served
    dsn: str
    told: Demonstration


Demonstrations = Callable[[], AbstractAsyncContextManager[Shown]]


@pytest.fixture(scope="package")
async def demonstrations(
    server: Callable[[str], str], keeper: asyncpg.Connection
) -> AsyncIterator[Demonstrations]:
    """Serves a copy of it."""
    await copy(server, keeper, TEMPLATE, FILLED)
    told = await _filled(server(FILLED))

    @asynccontextmanager
    async def shown() -> AsyncIterator[Shown]:
        name = f"pages_{next(_numbers)}"
        await copy(server, keeper, FILLED, name)
        try:
            async with (
                open_ledger(server(name), PROVINCE, SECRET, EVENTS) as ledger,
                served_ledger(ledger, server(name)) as served,
            ):
                yield Shown(served, server(name), told)
        finally:
            await keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")

    yield shown
    await keeper.execute(f"DROP DATABASE {FILLED} WITH (FORCE)")


async def _filled(dsn: str) -> Demonstration:
    """Filled, and its tables brought up to it."""
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        told = await fill(ledger, SEED, STUDENTS)
        assert told is not None
        projections = all_projections(POLICY)
        async with ledger.pool.acquire() as connection:
            await prepare(connection, projections)
        async with Wakeup(dsn, ledger.schemas) as wakeup:
            await Follower(ledger, projections, wakeup).catch_up()
    return told
