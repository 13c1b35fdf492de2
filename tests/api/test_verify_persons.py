"""aid-ledger verify finds what of a person cannot be read; that somebody was erased is no fault."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
from pydantic import SecretStr

from api.cli import verify as verifying
from api.settings import Settings
from projections.verify import persons
from tests.api.asking import asking
from tests.conftest import SECRET
from tests.support.command import aid_ledger
from tests.support.keys import damage_key, erase
from tests.support.people import PROVINCE
from tests.support.story import Story, person_of

STRANGER = "5a6f0f0c-2016-4013-8a4d-000000000001"


@pytest.fixture
async def enrolments(dsn: str, story: Story) -> list[str]:
    await story.school()
    found = await story.students(3, bank_card="6228480402564890018")
    async with asking(story.ledger, dsn) as readers:
        await readers.fold()
    return found


async def verified(dsn: str) -> list[str]:
    """Every fault that the command names."""
    found = await verifying._verify(Settings(database_url=dsn, secret=SecretStr(SECRET)))
    return [str(fault) for fault in found.faults]


@pytest.fixture
async def owner(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    yield connection
    await connection.close()


async def test_an_erased_person_is_no_fault(dsn: str, story: Story, enrolments: list[str]) -> None:
    await erase(story.ledger, person_of(enrolments[0]))
    assert await verified(dsn) == []


async def test_a_damaged_key_is_named_and_the_tables_are_judged_all_the_same(
    dsn: str, story: Story, enrolments: list[str]
) -> None:
    assert await verified(dsn) == []
    person = person_of(enrolments[1])
    await damage_key(story.ledger, person)
    await story.ledger.pool.execute("UPDATE enrolment SET class_name = '二班'")
    key, tables = await verified(dsn)
    assert key == f"The key of person {person} is damaged: nothing of the person can be read."
    assert "Projection registry is not what the log says" in tables


async def test_a_key_of_nobody_is_named(dsn: str, story: Story, enrolments: list[str]) -> None:
    key = await story.ledger.pool.fetchval("SELECT wrapped FROM person_key LIMIT 1")
    await story.ledger.pool.execute("INSERT INTO person_key VALUES ($1, $2)", STRANGER, key)
    assert (await verified(dsn))[-1] == f"The key of person {STRANGER} is nobody's in the log."
    ended = await aid_ledger("verify", DATABASE_URL=dsn, SECRET=SECRET, LANG="zh")
    assert (ended.code, f"人员 {STRANGER} 的密钥在台账中没有对应的人员" in ended.out) == (1, True)


@pytest.mark.parametrize("damage", ["AAAA", "%%%", "中", ""])
async def test_a_damaged_sealed_value_is_named_by_its_event(
    dsn: str, owner: asyncpg.Connection, enrolments: list[str], damage: str
) -> None:
    await owner.execute("ALTER TABLE ledger_events DISABLE TRIGGER ALL")
    position = await owner.fetchval(
        "UPDATE ledger_events SET state = convert_to(jsonb_set(convert_from(state, 'UTF8')::jsonb, '{card}',"
        " to_jsonb($1::text))::text, 'UTF8') WHERE notification_id = (SELECT min(notification_id) FROM"
        " ledger_events WHERE topic = 'registry.EnrolmentRegistered.v1') RETURNING notification_id",
        damage,
    )
    said = f"Event {position} (registry.EnrolmentRegistered.v1) holds a card that cannot be read."
    assert said in await verified(dsn)


async def test_keys_are_walked_in_batches(
    story: Story, enrolments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "BATCH", 2)
    for enrolment in enrolments:
        await damage_key(story.ledger, person_of(enrolment))
    told: list[tuple[int, int]] = []
    faults = await persons.check_keys(story.ledger, lambda done, whole: told.append((done, whole)))
    assert (len(faults), told) == (3, [(2, 3), (3, 3)])


async def test_one_damaged_key_does_not_make_the_secret_another_one(
    story: Story, enrolments: list[str]
) -> None:
    first = await story.ledger.pool.fetchval("SELECT person FROM person_key ORDER BY person LIMIT 1")
    for person in (first, await story.ledger.pool.fetchval("SELECT person FROM person_key LIMIT 1")):
        await damage_key(story.ledger, person)
    assert await story.ledger.opens_keys()
