"""Rebuilding beside the running server: readers never notice, a kill leaves no trace, and only equals switch."""

from __future__ import annotations

import asyncio
import signal
from typing import ClassVar

import asyncpg
import pytest

from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.ledger import Ledger
from projections.all import all_projections
from projections.engine.checkpoints import prepare, reached
from projections.engine.digest import digest_at
from projections.engine.follower import Follower
from projections.engine.projection import Projection
from projections.engine.rebuild import DigestsDiffer, RebuildRunning, rebuild
from projections.engine.wakeup import Wakeup
from projections.registry.projection import Registry
from tests.domain.ledger import process
from tests.support.people import POLICY, PROVINCE
from tests.support.story import SCHOOL, Story

FOLLOWED = all_projections(POLICY)
TABLES = ("school", "payment", "fund_account", "history")


def silent(*_: int) -> None:
    """No progress is shown."""


@pytest.fixture
async def follower(dsn: str, ledger: Ledger) -> Follower:
    async with ledger.pool.acquire() as connection:
        await prepare(connection, FOLLOWED)
    return Follower(ledger, FOLLOWED, Wakeup(dsn, ledger.schemas))


async def a_term(story: Story, students: int = 3) -> None:
    await story.school()
    gone, *_ = await story.students(students)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run())
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.closed()


async def places_of(ledger: Ledger) -> dict[str, int]:
    """Which table is the one that is read, by name."""
    rows = await ledger.pool.fetch(
        "SELECT name, to_regclass(name)::oid FROM unnest($1::text[]) AS name", TABLES
    )
    return dict(rows)


async def test_every_projection_comes_out_of_the_log_as_it_is_and_takes_the_old_ones_place(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story)
    await follower.catch_up()
    before = await places_of(story.ledger)
    digests = [await digest_at(story.ledger.pool, each) for each in FOLLOWED]
    for projection in FOLLOWED:
        await rebuild(dsn, story.ledger, projection, silent)
    after = await places_of(story.ledger)
    assert all(before[table] != after[table] for table in TABLES)
    assert [await digest_at(story.ledger.pool, each) for each in FOLLOWED] == digests
    beside = f"SELECT count(*) FROM pg_tables WHERE schemaname = 'read_{PROVINCE}_beside' AND tablename <> 'checkpoint'"
    assert await story.ledger.pool.fetchval(beside) == 0


class Reader:
    """Asks without a pause, and minds what it is told."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.answers = 0
        self.stop = False

    async def run(self) -> None:
        known, place = 0, 0
        while not self.stop:
            at = await reached(self.ledger.pool)
            schools, name = await self.ledger.pool.fetchrow(
                "SELECT count(*), min(name) FILTER (WHERE code = $2) FROM school"
                " WHERE known_from <= $1 AND known_to > $1",
                at,
                SCHOOL,
            )
            events = await self.ledger.pool.fetchval("SELECT count(*) FROM history WHERE position <= $1", at)
            assert at >= place
            assert schools >= known
            assert name == f"学校{SCHOOL}"
            assert events == at
            known, place, self.answers = schools, at, self.answers + 1


async def test_readers_and_writers_never_notice(
    dsn: str, ledger: Ledger, story: Story, other: Ledger
) -> None:
    follower = Follower(ledger, FOLLOWED, Wakeup(dsn, ledger.schemas))
    async with ledger.pool.acquire() as connection:
        await prepare(connection, FOLLOWED)
    await a_term(story)
    await follower.catch_up()
    numbers = iter(range(100, 10_000))
    reader = Reader(other)

    async def write() -> None:
        while not reader.stop:
            await process.open_one(other, next(numbers))

    async with asyncio.timeout(90), asyncio.TaskGroup() as tasks:
        following = tasks.create_task(follower.run())
        tasks.create_task(reader.run())
        tasks.create_task(write())
        for projection in FOLLOWED * 2:
            await rebuild(dsn, ledger, projection, silent)
        reader.stop = True
        await asyncio.sleep(0)
        following.cancel()
    await follower.catch_up()
    assert reader.answers > 10
    assert await reached(ledger.pool) == await ledger.position()
    for projection in FOLLOWED:
        await rebuild(dsn, ledger, projection, silent)


async def test_a_rebuild_killed_in_the_middle_leaves_no_trace_and_can_be_run_again(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story, 200)
    await follower.catch_up()
    before, digest = await places_of(story.ledger), await digest_at(story.ledger.pool, Registry())
    killed = await process.start(process.rebuild, dsn, 10)
    assert len(await process.told(killed, 5)) == 5
    killed.kill()
    assert await killed.wait() == -signal.SIGKILL
    assert await places_of(story.ledger) == before
    assert await digest_at(story.ledger.pool, Registry()) == digest
    async with asyncio.timeout(5):
        await _until_let_go(dsn, story.ledger)
    assert (await places_of(story.ledger))["school"] != before["school"]
    assert await digest_at(story.ledger.pool, Registry()) == digest


async def _until_let_go(dsn: str, ledger: Ledger) -> None:
    """The server notices in a moment that the killed process holds nothing any more."""
    while True:
        try:
            return await rebuild(dsn, ledger, Registry(), silent)
        except RebuildRunning:
            await asyncio.sleep(0.02)


async def test_two_rebuilds_of_one_projection_do_not_get_into_each_others_way(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story)
    await follower.catch_up()
    outcomes = await asyncio.gather(
        *(rebuild(dsn, story.ledger, Registry(), silent) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "RebuildRunning"]


CORRUPTIONS = {
    "registry": "UPDATE school SET name = 'x'",
    "aid": "UPDATE payment SET amount = amount + 1",
    "funds": "UPDATE balance SET debit = debit + 1",
    "histories": "INSERT INTO history SELECT position + 1000, stream, version, topic, school FROM history LIMIT 1",
}


@pytest.mark.parametrize("projection", FOLLOWED, ids=lambda projection: projection.name)
async def test_a_row_that_the_log_does_not_bear_out_is_found_and_nothing_is_switched(
    dsn: str, story: Story, follower: Follower, projection: Projection
) -> None:
    await a_term(story)
    await follower.catch_up()
    await story.ledger.pool.execute(CORRUPTIONS[projection.name])
    before = (await places_of(story.ledger), await digest_at(story.ledger.pool, projection))
    with pytest.raises(DigestsDiffer, match=projection.name):
        await rebuild(dsn, story.ledger, projection, silent)
    assert (await places_of(story.ledger), await digest_at(story.ledger.pool, projection)) == before
    await follower.catch_up()


async def test_a_log_without_its_last_events_is_told_and_nothing_is_switched(
    dsn: str, story: Story, follower: Follower, owner: asyncpg.Connection
) -> None:
    await a_term(story)
    await follower.catch_up()
    before = await places_of(story.ledger)
    await owner.execute("UPDATE head SET position = position + 5")
    with pytest.raises(Hindered, match="its head says"):
        await rebuild(dsn, story.ledger, Registry(), silent)
    assert await places_of(story.ledger) == before


class Newer(Registry):
    """The registry as a later version of the program would fold it."""

    version: ClassVar[int] = Registry.version + 1


async def test_a_raised_version_switches_whatever_the_old_rows_say(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story)
    await follower.catch_up()
    await story.ledger.pool.execute("UPDATE school SET name = 'x'")
    await rebuild(dsn, story.ledger, Newer(), silent)
    row = await story.ledger.pool.fetchrow("SELECT version, position FROM checkpoint WHERE name = 'registry'")
    assert tuple(row) == (Newer.version, await story.ledger.position())
    assert await story.ledger.pool.fetchval("SELECT name FROM school") == f"学校{SCHOOL}"


async def test_tables_of_an_older_version_give_way_to_others(
    dsn: str, story: Story, follower: Follower
) -> None:
    """That one had a table that is not made any more, and lacked two."""
    await a_term(story)
    await follower.catch_up()
    aid = next(each for each in FOLLOWED if each.name == "aid")
    digest = await digest_at(story.ledger.pool, aid)
    await story.ledger.pool.execute(
        f"DROP TABLE entitlement, arrear; CREATE TABLE read_{PROVINCE}.coverage (id integer);"
        "UPDATE checkpoint SET version = 1, position = 3 WHERE name = 'aid'"
    )
    await rebuild(dsn, story.ledger, aid, silent)
    assert await digest_at(story.ledger.pool, aid) == digest
    assert await story.ledger.pool.fetchval("SELECT to_regclass('coverage')") is None


async def test_followers_of_the_old_version_leave_the_new_tables_alone(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story)
    await follower.catch_up()
    await rebuild(dsn, story.ledger, Newer(), silent)
    await process.open_one(story.ledger, 77)
    assert await follower.step(Registry()) == 0
    assert await follower.step(Newer()) == 1


async def test_it_waits_for_a_reader_that_takes_long(
    dsn: str, story: Story, follower: Follower, other: Ledger
) -> None:
    await a_term(story)
    await follower.catch_up()
    async with other.pool.acquire() as connection:
        long = connection.transaction()
        await long.start()
        count = await connection.fetchval("SELECT count(*) FROM student")
        rebuilding = asyncio.create_task(rebuild(dsn, story.ledger, Registry(), silent))
        await asyncio.sleep(0.4)
        assert not rebuilding.done()
        assert (
            await story.ledger.pool.fetchval("SELECT count(*) FROM student") == count
        )  # nor are others held up
        assert await connection.fetchval("SELECT count(*) FROM student") == count
        await long.commit()
    await asyncio.wait_for(rebuilding, 5)


async def test_a_digest_taken_while_the_tables_change_places_is_that_of_the_one_or_the_other(
    dsn: str, story: Story, follower: Follower
) -> None:
    await a_term(story, 30)
    await follower.catch_up()
    digest = await digest_at(story.ledger.pool, Registry())
    taken: list[tuple[int, str]] = []
    rebuilding = asyncio.create_task(_three_times(dsn, story.ledger))
    while not rebuilding.done():
        taken += await asyncio.gather(*(digest_at(story.ledger.pool, Registry()) for _ in range(4)))
    await rebuilding
    assert set(taken) == {digest}


async def _three_times(dsn: str, ledger: Ledger) -> None:
    for _ in range(3):
        await rebuild(dsn, ledger, Registry(), silent)


async def test_the_snapshot_of_a_digest_is_not_older_than_the_tables_it_reads(
    dsn: str, story: Story, follower: Follower, owner: asyncpg.Connection
) -> None:
    """Somebody holds the tables just as the digest begins; meanwhile they are replaced."""
    await a_term(story)
    await follower.catch_up()
    digest = await digest_at(story.ledger.pool, Registry())
    lock = owner.transaction()
    await lock.start()
    await owner.execute(f"LOCK TABLE read_{PROVINCE}.school IN ACCESS EXCLUSIVE MODE")
    late = asyncio.create_task(digest_at(story.ledger.pool, Registry()))
    await asyncio.sleep(0.1)
    await owner.execute(f"CREATE TABLE read_{PROVINCE}.twin (LIKE read_{PROVINCE}.school)")
    await owner.execute(f"INSERT INTO read_{PROVINCE}.twin SELECT * FROM read_{PROVINCE}.school")
    await owner.execute(f"DROP TABLE read_{PROVINCE}.school")
    await owner.execute(f"ALTER TABLE read_{PROVINCE}.twin RENAME TO school")
    await owner.execute(f"GRANT ALL ON read_{PROVINCE}.school TO aid_ledger_{PROVINCE}")
    await lock.commit()
    assert await late == digest
