"""aid-ledger verify: silent where everything fits, and a named fault for each thing that does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import SECRET
from tests.support.command import Ended, aid_ledger
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
    settings = {"search_path": f"read_{PROVINCE}, ledger_{PROVINCE}"}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    yield connection
    await connection.close()


async def verified(dsn: str, **environment: str) -> Ended:
    return await aid_ledger("verify", DATABASE_URL=dsn, SECRET=SECRET, **environment)


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
            "DELETE FROM posting WHERE position = (SELECT min(position) FROM posting)",
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


async def test_tables_of_another_version_are_not_judged(dsn: str, owner: asyncpg.Connection) -> None:
    assert (await verified(dsn)).code == 0
    await owner.execute("UPDATE checkpoint SET version = version - 1 WHERE name IN ('aid', 'funds')")
    ended = await verified(dsn, LANG="zh")
    assert (ended.code, ended.out) == (1, "")
    assert "aid、funds 的表是其他版本的；请先运行：aid-ledger rebuild all" in ended.err


async def test_faults_are_named_in_chinese_too(dsn: str, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE head SET position = position + 1")
    assert "而头部记为" in (await verified(dsn, LANG="zh")).out
