"""Nobody edits the record: not the application, whose grants end there, and not the owner, whom a trigger stops."""

import asyncpg
import pytest

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.ledger import Ledger
from tests.support.people import PROVINCE
from tests.support.story import Story

COLUMN = {
    "ledger_events": "topic",
    "command": "key",
    "look": "actor",
    "tag": "tag",
    "clock_step": "position",
    "epoch": "position",
}
EDITS = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}")


def edits() -> list[str]:
    return [edit.format(table, column) for table, column in COLUMN.items() for edit in EDITS]


async def refused(
    connection: asyncpg.Connection | Connections, statement: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await connection.execute(statement)


async def test_the_application_may_not_edit_the_record(story: Story) -> None:
    await story.school()
    for statement in edits():
        await refused(story.ledger.pool, statement, asyncpg.InsufficientPrivilegeError)


async def test_nor_may_the_owner(story: Story, owner: asyncpg.Connection) -> None:
    await story.school()
    before = await owner.fetch("SELECT * FROM ledger_events")
    for statement in edits():
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await owner.execute(statement)
    assert await owner.fetch("SELECT * FROM ledger_events") == before


async def test_the_owner_may_erase_a_person_and_not_exchange_a_key(owner: asyncpg.Connection) -> None:
    for statement in ("UPDATE person_key SET wrapped = wrapped", "TRUNCATE person_key"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await owner.execute(statement)
    assert await owner.execute("DELETE FROM person_key") == "DELETE 0"


async def test_not_even_the_owner_takes_the_head_back_or_away(
    story: Story, owner: asyncpg.Connection
) -> None:
    await story.school()
    for statement in ("UPDATE head SET position = position - 1", "DELETE FROM head", "TRUNCATE head"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await owner.execute(statement)
    assert await story.ledger.position() == 1


async def test_not_even_when_the_edit_would_touch_no_row(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute("DELETE FROM ledger_events WHERE false")


async def test_the_head_can_only_be_moved(ledger: Ledger) -> None:
    assert await ledger.pool.execute("UPDATE head SET position = position") == "UPDATE 1"
    for statement in ("DELETE FROM head", "TRUNCATE head", "INSERT INTO head (id) VALUES (2)"):
        await refused(ledger.pool, statement, asyncpg.InsufficientPrivilegeError)


async def test_there_is_one_head_even_for_the_owner(owner: asyncpg.Connection) -> None:
    await refused(owner, "INSERT INTO head (id) VALUES (2)", asyncpg.CheckViolationError)
    await refused(owner, "INSERT INTO head (id) VALUES (1)", asyncpg.UniqueViolationError)


async def test_the_application_may_not_lock_the_table_as_the_library_would(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        for mode in ("EXCLUSIVE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(f"LOCK TABLE ledger_events IN {mode} MODE")


async def test_nor_change_drop_or_make_tables_of_the_ledger(ledger: Ledger) -> None:
    for statement in (
        "DROP TABLE ledger_events",
        "ALTER TABLE ledger_events DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_events ADD COLUMN note text",
        f"CREATE TABLE ledger_{PROVINCE}.note (text text)",
        "DROP FUNCTION refuse_edit",
    ):
        await refused(ledger.pool, statement, asyncpg.InsufficientPrivilegeError)


async def test_the_application_holds_exactly_these_grants(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM"
        " information_schema.role_table_grants WHERE grantee = $1 AND table_schema = $2 GROUP BY 1",
        f"aid_ledger_{PROVINCE}",
        f"ledger_{PROVINCE}",
    )
    assert dict(rows) == {
        "head": "SELECT UPDATE",
        "ledger_events": "INSERT SELECT",
        "tag": "INSERT SELECT",
        "command": "INSERT SELECT",
        "look": "INSERT SELECT",
        "clock_step": "INSERT SELECT",
        "epoch": "INSERT SELECT",
        "person_key": "DELETE INSERT SELECT",
        "migration": "SELECT",
    }


async def test_the_application_acts_as_that_role_and_is_no_superuser(ledger: Ledger) -> None:
    row = await ledger.pool.fetchrow(
        "SELECT rolname, rolsuper, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    )
    assert tuple(row) == (f"aid_ledger_{PROVINCE}", False, False)


async def test_a_position_or_a_version_is_taken_once(story: Story) -> None:
    await story.school()
    for columns in (
        "gen_random_uuid(), 1, topic, state, notification_id, recorded_at",
        "originator_id, originator_version, topic, state, 99, recorded_at",
    ):
        again = f"INSERT INTO ledger_events SELECT {columns} FROM ledger_events"
        await refused(story.ledger.pool, again, asyncpg.UniqueViolationError)
