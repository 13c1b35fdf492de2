"""A page that takes longer than a request may is folded all the same, and by its indexes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from projections.aid.projection import Aid
from projections.engine.checkpoints import prepare, reached
from projections.engine.feed import Feed
from projections.engine.folding import folding
from projections.engine.follower import Follower
from projections.engine.rebuild import rebuild_all
from projections.engine.wakeup import Wakeup
from tests.conftest import SECRET
from tests.support.people import POLICY, PROVINCE
from tests.support.story import Story

AID = Aid(POLICY)
LIMIT = 0.2  # seconds that a request's statement may take
READ = f"read_{PROVINCE}"

SLOW = f"""
CREATE FUNCTION {READ}.slowly() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep({LIMIT}); RETURN NEW; END $$;
CREATE TRIGGER slowly BEFORE INSERT OR UPDATE ON {READ}.payment FOR EACH STATEMENT EXECUTE FUNCTION {READ}.slowly();
"""


@pytest.fixture
async def hurried(dsn: str, story: Story) -> AsyncIterator[Ledger]:
    """The ledger of a story, opened with a limit that no page of it would keep to."""
    async with story.ledger.pool.acquire() as connection:
        await prepare(connection, [AID])
    await story.school()
    await story.students(3)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run())
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, statement_timeout=LIMIT) as ledger:
        yield ledger


async def test_a_request_would_be_cut_off(hurried: Ledger) -> None:
    with pytest.raises(asyncpg.QueryCanceledError):
        await hurried.pool.execute(f"SELECT pg_sleep({2 * LIMIT})")


async def test_followers_take_the_time_that_writing_takes(
    dsn: str, hurried: Ledger, owner: asyncpg.Connection
) -> None:
    await owner.execute(SLOW)
    await Follower(hurried, [AID], Wakeup(dsn, hurried.schemas)).catch_up()
    assert await reached(hurried.pool) == await hurried.position()
    assert await hurried.pool.fetchval("SELECT count(*) FROM payment") == 6


async def test_followers_take_the_time_that_reading_the_log_takes(
    hurried: Ledger, owner: asyncpg.Connection
) -> None:
    async with owner.transaction():
        await owner.execute("LOCK TABLE ledger_events IN ACCESS EXCLUSIVE MODE")
        page = asyncio.create_task(Feed(hurried).page(0))
        await asyncio.sleep(2 * LIMIT)
        assert not page.done()
    assert len(await page) == await hurried.position()


async def test_a_rebuild_takes_the_time_that_the_log_takes(
    dsn: str, hurried: Ledger, owner: asyncpg.Connection
) -> None:
    await owner.execute(SLOW)
    await Follower(hurried, [AID], Wakeup(dsn, hurried.schemas)).catch_up()
    async with owner.transaction():
        await owner.execute("LOCK TABLE ledger_events IN ACCESS EXCLUSIVE MODE")
        rebuilding = asyncio.create_task(rebuild_all(dsn, hurried, [AID], lambda *_: None))
        await asyncio.sleep(2 * LIMIT)
        assert not rebuilding.done()
    assert await rebuilding == []


async def test_the_settings_end_with_the_transaction(hurried: Ledger) -> None:
    async with folding(hurried.pool) as connection:
        assert await connection.fetchval("SHOW statement_timeout") == "0"
    for name, value in {"statement_timeout": "200ms", "enable_seqscan": "on"}.items():
        assert await hurried.pool.fetchval(f"SHOW {name}") == value
