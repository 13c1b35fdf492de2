"""A database recovered to a point in time comes back as one: another epoch, and its tables are this log's still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from api import embedded
from api.database import CREATE, NAME
from domain.catalogue import EVENTS
from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.epochs import Epoch, recognise
from domain.ledger.postgres.ledger import open_ledger
from domain.ledger.postgres.migrate import migrate
from domain.ledger.postgres.recorder import LogReplaced
from projections.engine.checkpoints import foreign
from projections.engine.reading import Reader
from projections.engine.wakeup import Wakeup
from tests.api.asking import asking
from tests.conftest import SECRET
from tests.domain.ledger.process import open_one
from tests.support.backup import shell
from tests.support.people import PROVINCE

pytestmark = pytest.mark.prove


@pytest.fixture
async def home() -> AsyncIterator[Path]:
    """Where the two clusters lie."""
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as home:
        yield Path(home)
        for name in ("here", "there"):
            await asyncio.to_thread(embedded.stop, Path(home) / name)


async def up(folder: Path) -> str:
    place = await asyncio.to_thread(embedded.start, folder)
    return f"postgresql://postgres@/{NAME}?{place}"


async def backed_up_with_two_schools(dsn: str, home: Path) -> None:
    """Its files and its write-ahead log, as they were then; a third school follows."""
    maker = await asyncpg.connect(dsn.replace(f"/{NAME}?", "/postgres?"))
    await maker.execute(CREATE)
    await maker.close()
    await migrate(dsn, PROVINCE)
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger, asking(ledger, dsn) as readers:
        for number in (1, 2):
            await open_one(ledger, number)
        await readers.fold()
        copy = 'pg_basebackup --checkpoint=fast -D there -d "$URL"; rm there/.s.PGSQL.*'
        ended = await shell(copy, home, URL=dsn)
        assert ended.code == 0, ended.err
        await open_one(ledger, 3)


async def test_it_goes_on_in_another_epoch_with_the_tables_that_it_has(home: Path) -> None:
    here = await up(home / "here")
    await backed_up_with_two_schools(here, home)
    (home / "there" / "recovery.signal").touch()
    with (home / "there" / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'false'\n")
    there = await up(home / "there")
    epoch = await _recognised(there)
    assert epoch is not None
    assert (epoch.number, epoch.position, epoch.kept) == (2, 2, True)
    assert await recognise(there, PROVINCE) is None
    assert await recognise(here, PROVINCE) is None
    async with open_ledger(there, PROVINCE, SECRET, EVENTS) as ledger, asking(ledger, there) as readers:
        assert await foreign(ledger) == []
        assert await Reader(ledger, Wakeup(there, ledger.schemas)).position() == 2
        assert (await open_one(ledger, 4)).position == 3
        await readers.fold()
        assert await ledger.pool.fetchval("SELECT count(*) FROM school") == 3


async def test_who_had_it_open_appends_nothing_to_what_came_back_before_that_is_recognised(
    home: Path,
) -> None:
    """What it keeps in memory is of the log that is gone: its decisions, streams and pages."""
    here = await up(home / "here")
    await backed_up_with_two_schools(here, home)
    (home / "there" / "recovery.signal").touch()
    with (home / "there" / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'false'\n")
    async with open_ledger(here, PROVINCE, SECRET, EVENTS) as ledger:
        assert await ledger.position() == 3
        await asyncio.to_thread(embedded.stop, home / "here")
        (home / "here").rename(home / "gone")
        (home / "there").rename(home / "here")
        assert await up(home / "here") == here
        await _promoted(here)
        with pytest.raises(LogReplaced):
            await open_one(ledger, 4)
        with pytest.raises(LogReplaced):
            await ledger.appender.check(2)
        assert await recognise(here, PROVINCE)
        with pytest.raises(LogReplaced):
            await ledger.position()


async def _promoted(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    for _ in range(200):
        if not await connection.fetchval("SELECT pg_is_in_recovery()"):
            await connection.close()
            return
        await asyncio.sleep(0.1)
    raise TimeoutError


async def _recognised(dsn: str) -> Epoch | None:
    """Once it has recovered; until then it is refused."""
    for _ in range(200):
        try:
            return await recognise(dsn, PROVINCE)
        except Hindered:
            await asyncio.sleep(0.1)
    raise TimeoutError
