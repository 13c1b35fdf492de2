"""The schools that a process keeps in memory are those of the tables, as known at every position."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from domain.registry.stop_enrolment import StopEnrolment
from projections.engine.rebuild import rebuild
from projections.registry.known_schools import KnownSchools
from projections.registry.projection import Registry
from projections.registry.schools import SCHOOL, SchoolRow
from tests.api.asking import Asking, asking
from tests.domain.ledger.conftest import owner as owner
from tests.support.people import PROVINCE, holder
from tests.support.story import Story

COUNTIES = ("371525", "371526", "370101")
SCHOOLS = [f"3637{number:06}" for number in range(9)]
SCOPES = [(PROVINCE,), ("3715",), ("371526",), ("370101", "3715"), (SCHOOLS[0],), (SCHOOLS[4], "370101"), ()]
VISIBLE = """
SELECT code FROM school WHERE (division LIKE ANY($1::text[]) OR code = ANY($2::text[]))
AND known_from <= $3 AND known_to > $3 ORDER BY code
"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as readers:
        yield readers


def viewer(scopes: tuple[str, ...]) -> Mandate:
    return Mandate("somebody", (), scopes)


async def visible(ledger: Ledger, scopes: tuple[str, ...], at: int) -> set[str] | None:
    """As the tables say."""
    divisions = [f"{scope}%" for scope in scopes if len(scope) < 10]
    rows = await ledger.pool.fetch(VISIBLE, divisions, list(scopes), at)
    return None if PROVINCE in scopes else {row[0] for row in rows}


async def rows(ledger: Ledger, at: int) -> list[SchoolRow]:
    known = f"SELECT {SCHOOL} FROM school WHERE known_from <= $1 AND known_to > $1 ORDER BY code"
    return [SchoolRow(*row) for row in await ledger.pool.fetch(known, at)]


async def opened(story: Story, schools: list[str]) -> None:
    for number, school in enumerate(reversed(schools)):
        await story.school(school, COUNTIES[number % 3])
        if number % 4 == 1:
            stopped = {"school_code": school, "reason": "停止招生", "effective_on": date(2016, 5, 1)}
            await story.act(holder("REGISTRY_AUTHORITY"), StopEnrolment, **stopped)


async def agree(ledger: Ledger, known: KnownSchools) -> None:
    """At every position up to the head, for everybody."""
    for at in range(await ledger.position() + 1):
        assert known.rows(SCHOOLS, at) == await rows(ledger, at)
        for scopes in SCOPES:
            assert known.visible(PROVINCE, viewer(scopes), at) == await visible(ledger, scopes, at)


async def test_they_are_known_as_of_every_position(ask: Asking, story: Story) -> None:
    known = ask.reader.lookout.kept(KnownSchools)
    for schools in (SCHOOLS[:5], SCHOOLS[5:]):  # what is new, once some are known
        await opened(story, schools)
        position = await ask.fold()
        assert await ask.reader.position(position) == position
        await agree(story.ledger, known)
    assert len(known.rows(SCHOOLS, position)) == len(SCHOOLS)


async def test_so_are_those_of_a_process_that_begins_later(ask: Asking, story: Story) -> None:
    await opened(story, SCHOOLS)
    await ask.fold()
    await ask.reader.position()
    known = ask.reader.lookout.kept(KnownSchools)
    await ask.reader.position()
    await agree(story.ledger, known)


async def test_tables_that_take_the_place_of_others_are_read_anew(
    ask: Asking, story: Story, owner: asyncpg.Connection
) -> None:
    known = ask.reader.lookout.kept(KnownSchools)
    await opened(story, SCHOOLS[:2])
    position = await ask.fold()
    await ask.reader.position(position)
    read = story.ledger.schemas.read
    async with owner.transaction():
        await owner.execute(f"ALTER TABLE {read}.school RENAME TO former")
        await owner.execute(f"CREATE TABLE {read}.school (LIKE {read}.former)")
        await owner.execute(
            f"INSERT INTO {read}.school SELECT * FROM {read}.former WHERE code <> '{SCHOOLS[0]}'"
        )
        await owner.execute(f"UPDATE {read}.school SET name = '新名'")
        await owner.execute(f"GRANT SELECT ON {read}.school TO PUBLIC")
    await ask.reader.lookout.look()
    assert [school.name for school in known.rows(SCHOOLS, position)] == ["新名"]
    await agree(story.ledger, known)


async def test_a_rebuild_changes_nothing(ask: Asking, story: Story, dsn: str) -> None:
    known = ask.reader.lookout.kept(KnownSchools)
    await opened(story, SCHOOLS)
    await ask.fold()
    await ask.reader.lookout.look()
    before = known.known[0]
    await rebuild(dsn, story.ledger, Registry(), lambda *_: None)
    await ask.reader.lookout.look()
    assert known.known[0] != before
    await agree(story.ledger, known)


async def test_who_asks_for_a_school_asks_no_table(
    ask: Asking, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.engine.lookout.FRESH", 1_000.0)
    await opened(story, SCHOOLS[:1])
    position = await ask.fold()
    await ask.reader.position(position)
    await ask.reader.lookout.look()
    question = f'{{ school(code: "{SCHOOLS[0]}") {{ name divisionCode enrolmentStopped }} }}'
    by = holder("AID_OFFICER", SCHOOLS[0])
    assert (await ask.data(question, by))["school"]["name"] == f"学校{SCHOOLS[0]}"
    await ask.data(question, by)
    assert await ask.statements(question, by) == 0
