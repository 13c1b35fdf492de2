"""Ready only when migrations and projections are; what Prometheus sees; positions that requests name."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api import observation, readiness
from api.observation import Observation
from api.readiness import Readiness
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.policy.working_days import Notice, WorkingDays
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.reading import NotReached
from tests.conftest import SECRET
from tests.support.people import POLICY, PROVINCE, holder
from tests.support.server import Served
from tests.support.story import Story

AUDITOR = holder("AUDITOR")
ME = "{ me { name } }"
NO_NOTICE = Notice(frozenset(), frozenset())


async def ready(ledger: Ledger) -> list[str]:
    return list(await Readiness(ledger, all_projections(POLICY))())


async def test_not_ready_until_every_projection_is_there_and_level(
    ledger: Ledger, story: Story, monkeypatch: Any
) -> None:
    projections = all_projections(POLICY)
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections[1:])
    assert await ready(ledger) == [
        f"projection registry is not there in version {projections[0].version}: aid-ledger rebuild registry"
    ]
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    assert await ready(ledger) == []
    await story.school()
    monkeypatch.setattr(readiness, "MOST_LAG", 0)
    assert await ready(ledger) == [f"projection {one.name} is 1 events behind" for one in projections]


async def test_not_ready_while_a_projection_is_stuck(ledger: Ledger, story: Story, monkeypatch: Any) -> None:
    projections = all_projections(POLICY)
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    await story.school()
    assert await ready(ledger) == []
    stalled = {one.name: 2.5 for one in projections}
    assert await Readiness(ledger, projections, stalled)() == [
        f"projection {one.name} does not get past position 0" for one in projections
    ]


async def test_many_who_ask_at_once_are_all_answered(dsn: str) -> None:
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, pool_size=2) as ledger:
        async with ledger.pool.acquire() as connection:
            await prepare(connection, all_projections(POLICY))
        assert await asyncio.gather(*(ready(ledger) for _ in range(20))) == [[]] * 20


async def test_however_many_ask_others_get_on_and_all_hear_the_same(dsn: str) -> None:
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        async with ledger.pool.acquire() as connection:
            await prepare(connection, all_projections(POLICY))
        ready = Readiness(ledger, all_projections(POLICY))
        asked = [asyncio.create_task(ready()) for _ in range(1_000)]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(0.5):
            await ledger.position()
        assert set(map(tuple, await asyncio.gather(*asked))) == {()}


async def test_who_asks_while_the_database_stands_still_is_told_in_time(ledger: Ledger) -> None:
    projections = all_projections(POLICY)
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections)
        process = await connection.fetchval("SELECT pg_backend_pid()")
    os.kill(process, signal.SIGSTOP)
    try:
        async with asyncio.timeout(readiness.ANSWER_SECONDS + 1):
            assert await ready(ledger) == ["the database does not answer"]
    finally:
        os.kill(process, signal.SIGCONT)


async def test_who_stops_asking_takes_the_answer_from_nobody(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        await prepare(connection, all_projections(POLICY))
    ready = Readiness(ledger, all_projections(POLICY))
    first, second = asyncio.create_task(ready()), asyncio.create_task(ready())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == []
    assert await ready() == []


async def test_not_ready_with_a_migration_to_come(dsn: str, ledger: Ledger) -> None:
    owner = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    await owner.execute("DELETE FROM migration")
    await owner.close()
    reasons = await ready(ledger)
    assert reasons
    assert all(reason.startswith("migration ") for reason in reasons)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 9, 30), []),
        (
            date(2026, 10, 1),
            ["working days are known to the end of 2026: add the State Council's notice for 2027"],
        ),
        (
            date(2027, 3, 1),
            ["working days are known to the end of 2026: add the State Council's notice for 2027"],
        ),
    ],
)
def test_the_end_of_the_table_of_holidays_is_told_three_months_before(
    monkeypatch: Any, day: date, told: list[str]
) -> None:
    monkeypatch.setattr(readiness, "today", lambda: day)
    known = WorkingDays({2025: NO_NOTICE, 2026: NO_NOTICE})
    warned = [warning.split(" to /") for warning in readiness.of_the_calendar(known)]
    assert [what for what, _ in warned] == told
    assert all(Path(f"/{where.split(' and ')[0]}").is_file() for _, where in warned)


async def test_the_served_application_tells_what_must_be_done(served: Served, monkeypatch: Any) -> None:
    last = POLICY.working_days.last_known_year
    monkeypatch.setattr(readiness, "today", lambda: date(last, 12, 1))
    answer = await served.client.get("/readyz")
    assert answer.status_code == 200
    assert [str(last) in warning for warning in answer.json()["warnings"]] == [True]


async def test_prometheus_sees_appends_conflicts_lag_and_latencies(served: Served, monkeypatch: Any) -> None:
    monkeypatch.setattr(observation, "SECONDS", 0.01)
    before = await _metrics(served)
    watch = asyncio.create_task(Observation(served.ledger).run())
    await served.story.school()
    served.ledger.turns.overtaken += 2
    await served.data(AUDITOR, ME)
    await asyncio.sleep(0.1)
    watch.cancel()
    after = await _metrics(served)
    assert after["aid_ledger_appends_total"] - before.get("aid_ledger_appends_total", 0) == 1
    assert after["aid_ledger_conflicts_total"] - before.get("aid_ledger_conflicts_total", 0) == 2
    assert {f'aid_ledger_projection_lag{{projection="{p.name}"}}' for p in all_projections(POLICY)} <= set(
        after
    )
    assert after['aid_ledger_operation_seconds_count{field="me",type="query"}'] >= 1


async def _metrics(served: Served) -> dict[str, float]:
    lines = (await served.client.get("/metrics")).text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


async def test_a_request_is_answered_at_the_position_it_names_or_later(served: Served) -> None:
    await served.story.school()
    answer = await served.post(AUDITOR, '{ school(code: "3637000001") { code } }', ledger_position="1")
    assert answer.json()["data"]["school"] == {"code": "3637000001"}
    assert int(answer.headers["ledger-position"]) >= 1


async def test_a_position_that_does_not_come_is_a_clear_error(served: Served, monkeypatch: Any) -> None:
    monkeypatch.setattr("projections.engine.reading.Reader.position", _never)
    [error] = (await served.post(AUDITOR, "{ trialBalance { balanced } }", ledger_position="999")).json()[
        "errors"
    ]
    assert error["extensions"]["code"] == "NOT_READY"
    assert "999" in error["message"]


async def _never(*_: Any) -> int:
    raise NotReached(999, 0)


async def test_a_header_that_is_no_position_is_refused(served: Served) -> None:
    for header in ("-1", "x", "1.5", "9" * 30, "0x10"):
        answer = await served.post(AUDITOR, ME, ledger_position=header)
        assert answer.status_code == 400, header
        assert answer.json()["errors"][0]["extensions"]["argument"] == ["Ledger-Position"]
