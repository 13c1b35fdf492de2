"""aid-ledger verify: silent where everything fits, and a named fault for each thing that does not."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator

import asyncpg
import pytest
from pydantic import SecretStr

from api.cli import verify as verifying
from api.cli.terminal import Failed
from api.settings import Settings
from domain.ledger.hindrance import Hindered
from domain.ledger.postgres import migrate as migrating
from projections.registry.projection import Registry
from tests.api.asking import asking
from tests.conftest import SECRET
from tests.support.command import Ended, aid_ledger, begin
from tests.support.people import PROVINCE
from tests.support.story import Story

LIFT = "ALTER TABLE ledger_events DISABLE TRIGGER ALL"


@pytest.fixture
async def owner(dsn: str, story: Story) -> AsyncIterator[asyncpg.Connection]:
    """The database's owner, who can damage what the application cannot; a term's history lies in it."""
    await story.school()
    enrolments = await story.students(4)
    await story.roster()
    await story.allocation()
    run = await story.run()
    await story.bank(run, "SETTLED", enrolments[:2])
    await story.bank(run, "FAILED", enrolments[2:3])
    await story.bank(run, "RETURNED", enrolments[:1])
    await story.bank(await story.run(), "SETTLED", enrolments[2:3])
    async with asking(story.ledger, dsn) as readers:
        await readers.fold()
    settings = {"search_path": f"read_{PROVINCE}, ledger_{PROVINCE}"}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    yield connection
    await connection.close()


async def verified(dsn: str, **environment: str) -> Ended:
    return await aid_ledger("verify", DATABASE_URL=dsn, SECRET=SECRET, **environment)


async def in_this_process(dsn: str) -> verifying.Found:
    """As ``verified``, without the command line around it."""
    return await verifying._verify(Settings(database_url=dsn, secret=SecretStr(SECRET)))


async def test_a_sound_ledger(dsn: str, owner: asyncpg.Connection) -> None:
    events = await owner.fetchval("SELECT position FROM head")
    ended = await verified(dsn)
    assert ended[:2] == (0, f"{events} events: everything fits.\n"), ended.err


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            f"{LIFT}; DELETE FROM ledger_events WHERE notification_id = 2",
            ("Positions 2 to 2 are missing.", "events with versions 2 to"),
        ),
        (
            f"{LIFT}; UPDATE ledger_events SET state = '\\x00' WHERE notification_id = 1",
            ("Event 1 (registry.SchoolOpened.v1) does not load",),
        ),
        (
            f"{LIFT}; UPDATE ledger_events SET topic = 'registry.Nothing.v9' WHERE notification_id = 2",
            ("Event 2 (registry.Nothing.v9) does not load",),
        ),
        (
            f"{LIFT}; UPDATE ledger_events SET recorded_at = '2001-01-01' WHERE notification_id = 3",
            ("Event 3 was recorded before the one ahead of it.",),
        ),
        ("UPDATE head SET position = position + 1", ("its head says",)),
    ],
)
async def test_damage_to_the_log_is_named(
    dsn: str, owner: asyncpg.Connection, damage: str, said: tuple[str, ...]
) -> None:
    await owner.execute(damage)
    ended = await verified(dsn)
    assert ended.code == 1, ended
    assert "Traceback" not in ended.err
    for words in said:
        assert words in ended.out


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "UPDATE fund_account SET in_transit = in_transit + 1",
            ("Account 3637000001 GRANT 2015-AUTUMN holds", "Projection funds is not what the log says"),
        ),
        (
            "UPDATE balance SET debit = debit + 1 WHERE code LIKE 'aid:%'",
            ("Account aid:3637000001:GRANT:2015-AUTUMN of the trial balance is",),
        ),
        ("UPDATE enrolment SET class_name = '二班'", ("Projection registry is not what the log says",)),
    ],
)
async def test_tables_that_are_not_what_the_log_says_are_named(
    dsn: str, owner: asyncpg.Connection, damage: str, said: tuple[str, ...]
) -> None:
    assert (await verified(dsn)).code == 0
    await owner.execute(damage)
    ended = await verified(dsn)
    assert ended.code == 1
    for words in said:
        assert words in ended.out


async def test_tables_that_are_behind_are_compared_as_far_as_they_have_come(
    dsn: str, owner: asyncpg.Connection, story: Story
) -> None:
    level = await owner.fetchval("SELECT position FROM head")
    await story.school("3637000002")
    ended = await verified(dsn)
    assert ended[:2] == (0, f"{level + 1} events: everything fits.\n"), ended.err
    assert f"The tables have come to position {level}" in ended.err
    await owner.execute("UPDATE enrolment SET class_name = '二班'")
    [fault] = (await in_this_process(dsn)).faults
    assert "Projection registry is not what the log says" in str(fault)


READ = """
SELECT relname, pg_class.oid, relfilenode, xmin, (SELECT array_agg((c.*)::text ORDER BY name) FROM checkpoint AS c)
FROM pg_class WHERE relnamespace = 'read_37'::regnamespace AND relkind = 'r' ORDER BY 1
"""
BESIDE = "SELECT count(*) FROM pg_class WHERE relnamespace = 'read_37_beside'::regnamespace"


@pytest.mark.parametrize("damage", ["SELECT 1", "UPDATE enrolment SET class_name = '二班'"])
async def test_live_tables_are_only_read_and_nothing_is_left_beside_them(
    dsn: str, owner: asyncpg.Connection, story: Story, damage: str
) -> None:
    await story.school("3637000002")  # which nobody has folded yet
    await owner.execute(damage)
    before = await owner.fetch(READ)
    await in_this_process(dsn)
    assert await owner.fetch(READ) == before
    assert await owner.fetchval(BESIDE) == 0


@pytest.mark.prove
async def test_killed_in_the_middle_it_leaves_them_whole_and_the_next_run_clears_up(
    dsn: str, owner: asyncpg.Connection
) -> None:
    before = await owner.fetch(READ)
    async with owner.transaction():  # it waits for the lock, its own tables made
        await owner.execute("LOCK TABLE arrear IN ACCESS EXCLUSIVE MODE")
        process = await begin(("verify",), {"DATABASE_URL": dsn, "SECRET": SECRET})
        for _ in range(300):
            if await owner.fetchval(WAITING):
                break
            await asyncio.sleep(0.05)
        assert await owner.fetchval(BESIDE) > 0
        process.kill()
        assert await process.wait() == -signal.SIGKILL
    assert await owner.fetch(READ) == before
    for _ in range(100):
        if not await owner.fetchval(OTHERS):
            break
        await asyncio.sleep(0.05)
    assert (await verified(dsn)).code == 0
    assert await owner.fetch(READ) == before
    assert await owner.fetchval(BESIDE) == 0


OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'postgres'
AND backend_type = 'client backend' AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'arrear'::regclass"


async def test_tables_of_another_version_are_not_judged(dsn: str, owner: asyncpg.Connection) -> None:
    assert (await verified(dsn)).code == 0
    await owner.execute("UPDATE checkpoint SET version = version - 1 WHERE name IN ('aid', 'funds')")
    ended = await verified(dsn, LANG="zh")
    assert (ended.code, ended.out) == (1, "")
    assert "aid、funds 的表是其他版本的；请先运行：aid-ledger rebuild all" in ended.err


async def test_a_binary_of_a_later_version_judges_nothing_and_changes_nothing(
    dsn: str, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be: in this process, its projections raised and one of them damaged."""
    await owner.execute("UPDATE enrolment SET class_name = '二班'")
    before = await owner.fetch(READ)
    monkeypatch.setattr(Registry, "version", Registry.version + 1)
    with pytest.raises(Failed, match="The tables of registry are another version's"):
        await in_this_process(dsn)
    assert await owner.fetch(READ) == before
    assert await owner.fetchval(BESIDE) == 0


async def test_nor_does_one_for_which_the_database_has_yet_to_be_migrated(
    dsn: str, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrating.migrations()
    monkeypatch.setattr(migrating, "migrations", lambda: [*known, ("9999_next.sql", "CREATE TABLE next ()")])
    with pytest.raises(Hindered, match="aid-ledger migrate"):
        await in_this_process(dsn)
    assert await owner.fetchval("SELECT to_regclass('next')") is None


async def test_faults_are_named_in_chinese_too(dsn: str, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE head SET position = position + 1")
    assert "而头部记为" in (await verified(dsn, LANG="zh")).out
