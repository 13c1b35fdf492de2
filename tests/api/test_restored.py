"""A log restored beneath newer tables: told by everybody, served by nobody, and mended by one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest

from api.graphql.execution.errors import RequestCode
from api.readiness import REPLACED
from domain.catalogue import EVENTS
from domain.ledger.postgres.epochs import recognise
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.recorder import LogReplaced
from projections.all import all_projections
from projections.engine.checkpoints import ForeignTables, foreign, reached
from projections.engine.follower import Follower
from projections.engine.reading import Reader
from projections.engine.rebuild import rebuild_all
from projections.engine.wakeup import Wakeup
from projections.registry.known_schools import KnownSchools
from tests.api.asking import asking
from tests.api.test_readiness import ready
from tests.conftest import SECRET
from tests.domain.ledger.process import open_one
from tests.support.backup import dumped, put_back
from tests.support.command import aid_ledger
from tests.support.people import POLICY, PROVINCE, holder
from tests.support.server import Served

AUDITOR, AUTHORITY = holder("AUDITOR"), holder("REGISTRY_AUTHORITY")
NAMES = [projection.name for projection in sorted(all_projections(POLICY), key=lambda each: each.name)]
SCHOOLS = "{ schools(first: 5) { edges { node { name } } } ledger { position epoch { id number position } } }"


class Restored(NamedTuple):
    """A log of one school, and tables of three. dsn: where. was: the ledger that the tables are of."""

    dsn: str
    was: Ledger


@pytest.fixture
async def restored(dsn: str, ledger: Ledger, tmp_path: Path) -> Restored:
    await open_one(ledger, 1)
    dump = await dumped(dsn, tmp_path)
    await open_one(ledger, 2)
    await open_one(ledger, 3)
    async with asking(ledger, dsn) as readers:
        await readers.fold()
    await put_back(dsn, dump)
    return Restored(dsn, ledger)


@pytest.fixture
async def opened(restored: Restored) -> AsyncIterator[Ledger]:
    """The restored log, as a process opens it that comes first."""
    assert await recognise(restored.dsn, PROVINCE)
    async with open_ledger(restored.dsn, PROVINCE, SECRET, EVENTS) as ledger:
        yield ledger


async def test_tables_that_are_ahead_or_of_another_epoch_are_foreign(opened: Ledger) -> None:
    assert await foreign(opened) == NAMES
    for number in (4, 5, 6):  # the log passes them: they are foreign all the same
        await open_one(opened, number)
    assert await opened.position() > await reached(opened.pool)
    assert await foreign(opened) == NAMES


async def test_nobody_reads_them_and_nobody_follows_onto_them(restored: Restored, opened: Ledger) -> None:
    for number in (4, 5, 6):
        await open_one(opened, number)
    wakeup = Wakeup(restored.dsn, opened.schemas)
    with pytest.raises(ForeignTables):
        await Reader(opened, wakeup).position()
    await Follower(opened, all_projections(POLICY), wakeup).catch_up()
    with pytest.raises(LogReplaced):  # nor does one who still has the log of before open
        await Follower(restored.was, all_projections(POLICY), wakeup).catch_up()
    assert await reached(opened.pool) == 3
    assert await opened.pool.fetchval("SELECT count(*) FROM school") == 3


async def test_readiness_says_so(opened: Ledger, restored: Restored) -> None:
    assert await ready(opened) == [
        f"the tables of {', '.join(NAMES)} hold what the log does not: aid-ledger rebuild all"
    ]
    assert await ready(restored.was) == [REPLACED]


async def test_a_rebuild_mends_it(restored: Restored, opened: Ledger) -> None:
    reader = Reader(opened, Wakeup(restored.dsn, opened.schemas))
    known, codes = reader.lookout.kept(KnownSchools), [f"3637{number:06}" for number in (1, 2, 3)]
    with pytest.raises(ForeignTables):
        await reader.position()
    assert known.rows(codes, 3) == []
    assert await rebuild_all(restored.dsn, opened, all_projections(POLICY), lambda *_: None) == []
    assert await foreign(opened) == []
    assert await ready(opened) == []
    assert await reader.position() == 1
    assert [school.code for school in known.rows(codes, 3)] == codes[:1]
    assert await opened.pool.fetchval("SELECT count(*) FROM school") == 1


@pytest.mark.prove
async def test_the_commands_refuse_and_name_the_one_that_mends(restored: Restored) -> None:
    environment = {"DATABASE_URL": restored.dsn, "SECRET": SECRET}
    assert "run first: aid-ledger migrate" in (await aid_ledger("verify", **environment)).err
    migrated = await aid_ledger("migrate", **environment)
    assert migrated.code == 0
    assert "begins after position 1." in migrated.err
    for command in (("serve", "--port", "0"), ("project",)):
        ended = await aid_ledger(*command, LANG="zh", **environment)
        assert (ended.code, ended.out) == (1, "")
        assert f"{'、'.join(NAMES)} 的表里有台账中没有的内容" in ended.err
        assert "请先运行：aid-ledger rebuild all" in ended.err
    verified = await aid_ledger("verify", **environment)
    assert verified.code == 1
    assert f"The tables of {', '.join(NAMES)} hold what the log does not" in verified.out
    assert (await aid_ledger("rebuild", "all", **environment)).code == 0
    assert (await aid_ledger("verify", **environment))[:2] == (0, "1 events: everything fits.\n")


async def test_a_server_beneath_which_it_happens_answers_nothing_and_acknowledges_nothing(
    served: Served, dsn: str, tmp_path: Path
) -> None:
    await open_one(served.ledger, 1)
    dump = await dumped(dsn, tmp_path)
    at = (await open_one(served.ledger, 2)).position
    assert (await schools(served, ledger_position=str(at)))["data"]["ledger"]["position"] == str(at)
    await put_back(dsn, dump)
    for _ in range(2):  # before anybody recognised it, and after
        assert code_of(await schools(served)) == RequestCode.UNAVAILABLE
        opening = {"code": "3637000099", "name": "新校", "divisionCode": "371525", "ownership": "PUBLIC"}
        mutation = "mutation ($input: OpenSchoolInput!) { openSchool(input: $input) { position } }"
        asked = {"input": {**opening, "idempotencyKey": "1"}}
        answer = (await served.post(AUTHORITY, mutation, asked)).json()
        assert code_of(answer) == RequestCode.UNAVAILABLE
        assert "started again" in answer["errors"][0]["message"]
        ready = await served.client.get("/readyz")
        assert (ready.status_code, ready.json()["reasons"]) == (503, [REPLACED])
        await recognise(dsn, PROVINCE)
    owner = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    assert await owner.fetchval("SELECT position FROM head") == 1
    await owner.close()


async def test_who_only_follows_ends_when_it_happens(dsn: str, ledger: Ledger, tmp_path: Path) -> None:
    await open_one(ledger, 1)
    async with asking(ledger, dsn) as readers:
        await readers.fold()
        dump = await dumped(dsn, tmp_path)
        await put_back(dsn, dump)
        await recognise(dsn, PROVINCE)
        async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as again:
            await open_one(again, 2)
        await asyncio.wait_for(readers.follower.run(), 10)


async def schools(served: Served, **headers: str) -> Any:
    return (await served.post(AUDITOR, SCHOOLS, None, **headers)).json()


def code_of(answer: Any) -> str:
    [error] = answer["errors"]
    return str(error["extensions"]["code"])


async def test_an_answer_names_its_epoch_and_a_request_may(served: Served) -> None:
    await open_one(served.ledger, 1)
    answer = await served.post(AUDITOR, SCHOOLS, ledger_position="1")
    epoch = answer.json()["data"]["ledger"]["epoch"]
    assert epoch["number"] == served.ledger.epoch.number
    assert answer.headers["ledger-epoch"] == epoch["id"] == str(served.ledger.epoch.id)
    assert "errors" not in await schools(served, ledger_epoch=epoch["id"], ledger_position="1")


@pytest.mark.parametrize("epoch", ["6b1ff0f2-8a3c-4b5e-9a43-3f7f3f6b0b11", "1", ""])
async def test_a_request_of_another_epoch_is_told_so(served: Served, epoch: str) -> None:
    answer = await served.post(AUDITOR, SCHOOLS, ledger_epoch=epoch, ledger_position="1")
    [error] = answer.json()["errors"]
    assert answer.status_code == 412
    assert error["extensions"] == {"code": "OTHER_EPOCH", "argument": ["Ledger-Epoch"]}
    assert f"epoch {served.ledger.epoch.number}, which began after position 0" in error["message"]


async def test_a_position_past_the_newest_is_told_at_once(served: Served) -> None:
    await open_one(served.ledger, 1)
    answer = await schools(served, ledger_position="2", accept_language="zh")
    assert code_of(answer) == RequestCode.NOT_READY
    assert answer["errors"][0]["extensions"]["argument"] == ["Ledger-Position"]
    assert "位置 2 超过了最新的 1" in answer["errors"][0]["message"]
