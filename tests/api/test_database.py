"""The embedded server, really started; every test has a data folder of its own."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from api import database, embedded
from api.settings import Settings

pytestmark = pytest.mark.prove

OTHER_PROCESS = """
import asyncio, sys
from api import database
from api.settings import Settings
print(asyncio.run(database.start(Settings(data=sys.argv[1]))), flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def chosen(tmp_path: Path) -> AsyncIterator[Settings]:
    settings = Settings(data=tmp_path / "data")
    yield settings
    while embedded.is_running(settings.data / "postgres"):
        await asyncio.to_thread(embedded.stop, settings.data / "postgres")


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def postmaster(dsn: str, settings: Settings) -> psutil.Process:
    assert await ask(dsn, "SELECT 1") == 1
    text = await asyncio.to_thread((settings.data / "postgres" / "postmaster.pid").read_text)
    return psutil.Process(int(text.split()[0]))


async def test_a_named_database_is_taken_as_it_is(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "none", database_url="postgresql://db/aid", secret=SecretStr("x" * 32)
    )
    async with database.running(settings) as dsn:
        assert dsn == "postgresql://db/aid"
    assert not settings.data.exists()


async def test_a_new_folder_gets_a_durable_database_that_sorts_the_same_everywhere(chosen: Settings) -> None:
    async with database.running(chosen) as dsn:
        assert await ask(dsn, "SELECT current_database()") == "aid_ledger"
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(dsn, f"SHOW {setting}") == "on"
        assert await ask(dsn, "SHOW timezone") == "UTC"
        assert (
            await ask(dsn, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,A,a,B}'::text[]) x") == "ABab"
        )
    assert not embedded.is_running(chosen.data / "postgres")


async def test_what_was_written_is_there_after_a_stop(chosen: Settings) -> None:
    async with database.running(chosen) as dsn:
        await ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    async with database.running(chosen) as dsn:
        assert await ask(dsn, "SELECT answer FROM kept") == 42


async def test_the_server_stays_until_its_last_user_in_the_process_has_left(chosen: Settings) -> None:
    async with database.running(chosen) as dsn:
        async with database.running(chosen) as same:
            assert same == dsn
        assert await ask(dsn, "SELECT 1") == 1


async def test_a_killed_server_is_revived_with_all_that_it_acknowledged(chosen: Settings) -> None:
    async with database.running(chosen) as dsn:
        await ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
        (await postmaster(dsn, chosen)).kill()
        assert await _when_back(dsn, "SELECT answer FROM kept") == 42
    assert not embedded.is_running(chosen.data / "postgres")


async def _when_back(dsn: str, question: str) -> object:
    for _ in range(300):
        try:
            return await ask(dsn, question)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.1)
    raise TimeoutError(dsn)


async def test_a_number_taken_over_by_another_process_is_not_mistaken_for_the_server(
    chosen: Settings,
) -> None:
    dsn = await database.start(chosen)
    process = await postmaster(dsn, chosen)
    process.kill()
    process.wait(10)
    file = chosen.data / "postgres" / "postmaster.pid"
    file.write_text(file.read_text().replace(str(process.pid), str(os.getpid()), 1))
    assert not embedded.is_running(chosen.data / "postgres")
    assert await ask(await database.start(chosen), "SELECT 1") == 1


async def test_a_half_written_postmaster_file_is_no_obstacle(chosen: Settings) -> None:
    async with database.running(chosen):
        pass
    (chosen.data / "postgres" / "postmaster.pid").write_text("12")
    async with database.running(chosen) as dsn:
        assert await ask(dsn, "SELECT 1") == 1


async def test_two_processes_share_one_server_and_a_killed_one_does_not_keep_it(chosen: Settings) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OTHER_PROCESS, str(chosen.data), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    joined, line = await asyncio.gather(database.start(chosen), other.stdout.readline())
    assert line.decode().strip() == joined
    other.send_signal(signal.SIGKILL)
    await other.wait()
    assert await ask(joined, "SELECT 1") == 1
    await database.stop(chosen)
    assert not embedded.is_running(chosen.data / "postgres")


async def test_a_long_path_and_one_in_chinese_are_fine(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / ("long" * 30) / "资助台账")
    async with database.running(settings) as dsn:
        assert await ask(dsn, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["a b", "[x]~y #1", 'it\'s "$HOME" `id`; \\ & 100%, {*}?', "a\u2028b\x0bc"])
async def test_a_path_may_have_any_character(tmp_path: Path, name: str) -> None:
    settings = Settings(data=tmp_path / name)
    async with database.running(settings) as dsn:
        assert await ask(dsn, "SELECT 1") == 1
        sockets = Path(str(await ask(dsn, "SHOW unix_socket_directories")))
        assert await ask(dsn, "SHOW data_directory") == str((settings.data / "postgres").resolve())
        assert stat.S_IMODE((await asyncio.to_thread(sockets.stat)).st_mode) == 0o700
    assert not await asyncio.to_thread(sockets.exists)


async def test_a_path_with_a_line_break_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without line breaks"):
        await database.start(Settings(data=tmp_path / "my\ndata"))


async def test_a_folder_whose_making_was_interrupted_is_made_again(chosen: Settings) -> None:
    draft = chosen.data / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    async with database.running(chosen) as dsn:
        assert await ask(dsn, "SELECT 1") == 1
    assert not draft.exists()


async def test_a_server_that_is_there_but_dying_is_not_taken_for_a_living_one(chosen: Settings) -> None:
    dsn = await database.start(chosen)
    process = await postmaster(dsn, chosen)
    process.suspend()  # as one that was sent a SIGKILL and has not got it yet: alive by every sign, and deaf
    start = asyncio.create_task(asyncio.to_thread(embedded.start, chosen.data / "postgres"))
    await asyncio.sleep(0.5)
    assert not start.done()
    process.kill()
    await start
    assert await ask(dsn, "SELECT 1") == 1
    assert (await postmaster(dsn, chosen)).pid != process.pid


async def test_a_process_that_ends_without_a_word_lets_go(chosen: Settings) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OTHER_PROCESS, str(chosen.data), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline()
    assert embedded.is_running(chosen.data / "postgres")
    await other.communicate(b"")
    assert not embedded.is_running(chosen.data / "postgres")


async def test_a_new_folder_keeps_a_moderate_log(chosen: Settings) -> None:
    async with database.running(chosen) as dsn:
        assert await ask(dsn, "SHOW max_wal_size") == "192MB"
        assert await ask(dsn, "SHOW wal_compression") == "pglz"


async def test_who_waits_for_a_frozen_server_is_told_so(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "TELL_SECONDS", 0.2)
    async with database.running(chosen) as dsn:
        server = await postmaster(dsn, chosen)
        server.suspend()
        try:
            with capture_logs() as told:
                starting = asyncio.create_task(asyncio.to_thread(embedded.start, chosen.data / "postgres"))
                for _ in range(600):  # each look whether it answers takes seconds
                    if told:
                        break
                    await asyncio.sleep(0.05)
        finally:
            server.resume()
        await starting
    assert told[0]["event"] == "database.awaited"
    assert told[0]["at_most"] == embedded.RECOVERY_SECONDS
