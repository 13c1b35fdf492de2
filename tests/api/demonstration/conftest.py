"""Small demonstrations, each in a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from tests.conftest import SECRET, TEMPLATE, copy
from tests.support.people import PROVINCE

Empty = Callable[[], AbstractAsyncContextManager[Ledger]]

_numbers = count(1)


@pytest.fixture(scope="package")
def empty(server: Callable[[str], str], keeper: asyncpg.Connection) -> Empty:
    """Opens an empty ledger."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Ledger]:
        name = f"demonstration_{next(_numbers)}"
        await copy(server, keeper, TEMPLATE, name)
        async with open_ledger(server(name), PROVINCE, SECRET, EVENTS) as ledger:
            yield ledger
        await keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return opened
