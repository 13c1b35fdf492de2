"""A log that lies elsewhere than before is in another epoch, whoever opens it first; one that stays is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from domain.catalogue import EVENTS
from domain.ledger.hindrance import Hindered
from domain.ledger.postgres import waiting
from domain.ledger.postgres.epochs import recognise
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate
from domain.ledger.postgres.recorder import LogReplaced
from tests.conftest import SECRET, copy
from tests.domain.ledger.process import open_one
from tests.domain.ledger.test_who_may_migrate import plain as plain
from tests.support.backup import dumped, put_back
from tests.support.people import PROVINCE


async def test_a_new_log_is_in_its_first_epoch_and_stays_there(dsn: str) -> None:
    await migrate(dsn, "44")
    assert await recognise(dsn, "44") is None
    async with open_ledger(dsn, "44", SECRET, EVENTS) as ledger:
        assert ledger.epoch[:1] == (1,)
        assert (ledger.epoch.position, ledger.sharing) == (0, (ledger.epoch.id,))


async def test_a_log_of_before_epochs_is_in_its_first_with_all_that_it_holds(
    dsn: str, ledger: Ledger
) -> None:
    """As 0003 finds it: its position counts from the beginning."""
    await open_one(ledger, 1)
    owner = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    await owner.execute(
        "DROP TABLE epoch; DROP FUNCTION whereabouts, refuse_another_log CASCADE;"
        "DELETE FROM migration WHERE name = '0003_epoch.sql'"
    )
    assert await migrate(dsn, PROVINCE) == ["0003_epoch.sql"]
    row = await owner.fetchrow("SELECT number, epoch.position, epoch.id = head.epoch FROM epoch, head")
    assert tuple(row) == (1, 0, True)
    await owner.close()
    assert await recognise(dsn, PROVINCE) is None
    await open_one(ledger, 2)


async def test_a_copied_database_is_another_epoch_whose_tables_are_its_own(
    server: Callable[[str], str], keeper: asyncpg.Connection, dsn: str, ledger: Ledger
) -> None:
    await open_one(ledger, 1)
    first = ledger.epoch
    name = dsn.partition("@/")[2].partition("?")[0]
    await ledger_closed(keeper, name)
    await copy(server, keeper, name, "copied_ledger")
    async with open_ledger(server("copied_ledger"), PROVINCE, SECRET, EVENTS) as copied:
        assert (copied.epoch.number, copied.epoch.position) == (first.number + 1, 1)
        assert copied.sharing[:2] == (copied.epoch.id, first.id)
        await open_one(copied, 2)
    await keeper.execute("DROP DATABASE copied_ledger WITH (FORCE)")


async def ledger_closed(keeper: asyncpg.Connection, name: str) -> None:
    """A database is copied while nobody is in it."""
    await keeper.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)


async def test_copied_files_are_declared(dsn: str, ledger: Ledger) -> None:
    await open_one(ledger, 1)
    declared = await recognise(dsn, PROVINCE, restored=True)
    assert declared is not None
    assert (declared.number, declared.position, declared.kept) == (ledger.epoch.number + 1, 1, False)
    with pytest.raises(LogReplaced):
        await open_one(ledger, 2)
    with pytest.raises(LogReplaced):
        await ledger.position()
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as again:
        assert (again.epoch, again.sharing) == (declared, (declared.id,))
        await open_one(again, 2)


async def test_a_restored_log_takes_nothing_before_it_is_recognised_and_then_from_those_who_open_it(
    dsn: str, ledger: Ledger, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    await open_one(ledger, 1)
    dump = await dumped(dsn, tmp_path)
    await open_one(ledger, 2)
    await put_back(dsn, dump)
    for _ in range(2):  # before it is recognised, and after
        with pytest.raises(LogReplaced):
            await open_one(ledger, 3)
        with pytest.raises(LogReplaced):
            await ledger.appender.check(2)
        with pytest.raises(LogReplaced):
            await ledger.position()
        assert await owner.fetchval("SELECT position FROM head") == 1
        epoch = await recognise(dsn, PROVINCE)
    assert epoch is None
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as again:
        assert (again.epoch.number, again.epoch.position, again.epoch.kept) == (
            ledger.epoch.number + 1,
            1,
            False,
        )
        assert (await open_one(again, 3)).position == 2


async def test_a_login_that_only_serves_begins_it_too(plain: str, dsn: str, tmp_path: Path) -> None:
    await put_back(dsn, await dumped(dsn, tmp_path))
    assert await migrate(plain, PROVINCE) == []
    assert await recognise(plain, PROVINCE)
    assert await recognise(plain, PROVINCE) is None


async def test_two_who_open_it_at_once_begin_one(dsn: str, tmp_path: Path, owner: asyncpg.Connection) -> None:
    await put_back(dsn, await dumped(dsn, tmp_path))
    before = await owner.fetchval("SELECT max(number) FROM epoch")
    begun = await asyncio.gather(*(recognise(dsn, PROVINCE) for _ in range(4)))
    assert sum(epoch is not None for epoch in begun) == 1
    assert await owner.fetchval("SELECT max(number) FROM epoch") == before + 1


async def test_whoever_waits_for_another_process_is_told_after_a_while(
    dsn: str, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST", 1)
    async with owner.transaction():
        await owner.execute("SELECT FROM head FOR UPDATE")
        with pytest.raises(Hindered, match="more than 1 seconds"):
            await recognise(dsn, PROVINCE, restored=True)
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock(74201600)")
        with pytest.raises(Hindered, match="more than 1 seconds"):
            await migrate(dsn, "44")
