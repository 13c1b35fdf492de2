"""The desk at which the sheets of a module go in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from tests.api.importing.corpus.desk import Desk
from tests.conftest import SECRET, database
from tests.support.people import PROVINCE
from tests.support.story import OTHER_SCHOOL, Story


@pytest.fixture(scope="module")
async def desk(server: Callable[[str], str], keeper: asyncpg.Connection) -> AsyncIterator[Desk]:
    """One ledger for all of them: they have people of their own, or say after which file they come."""
    async with database(server, keeper) as dsn, open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        story = Story(ledger)
        await story.school()
        await story.school(OTHER_SCHOOL)
        yield Desk(story)
