"""Ctrl-C and SIGTERM, sent to the real command: a sentence, the right exit code, and nothing left running."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import psutil
import pytest

from tests.api.asking import asking
from tests.api.importing.students.rows import HEAD, row
from tests.api.sheets.written import workbook
from tests.conftest import SECRET
from tests.support.command import Ended, address_of, aid_ledger, begin
from tests.support.story import SCHOOL, Story

pytestmark = pytest.mark.prove

CTRL_C, TERMINATED = 130, 143
HOLD = {
    "head": "SELECT FROM ledger_37.head FOR UPDATE",
    "log": "LOCK TABLE ledger_37.ledger_events",
}
LOOPS_OWN = 2  # sockets of an event loop; more lead to the database
WAITING = """SELECT count(*) > 0 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that PostgreSQL's account may enter."""
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "data"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Stopped. Run the same command again."), ("zh", "已停止。请重新运行同一命令。")],
)
async def test_while_the_program_still_loads(language: str, said: str) -> None:
    process = await begin(("schema", "--lang", language), {})
    loaded = Path(f"/proc/{process.pid}/maps")
    await until(lambda: "pydantic_core" in loaded.read_text())
    assert await stopped(process) == (CTRL_C, "", f"aid-ledger: {said}\n")


async def test_an_import_says_how_far_it_came_and_goes_on_the_next_time(
    story: Story, dsn: str, tmp_path: Path
) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0), row(1, 姓名="")])
    typed = ("import", "students", str(path), "--school", SCHOOL, "--name", "李")
    async with held(dsn, "head") as waiting:
        process = await begin(typed, database(dsn))
        await waiting()
        process.send_signal(signal.SIGINT)
    ended = await the_end(process)
    assert (ended.code, ended.out) == (CTRL_C, "")
    assert "aid-ledger: Stopped; 1 of 2 rows are done, and perhaps those under way." in ended.err
    again = await aid_ledger(*typed, "--lang", "zh", **database(dsn))
    assert (again.code, again.out) == (1, "共读取2行：登记0人，暂不予注册0人，此前已登记1人，退回1人。\n")


@pytest.mark.parametrize(
    ("typed", "hold", "said"),
    [
        (("verify",), "log", "已停止；此前已记录的内容保留。请重新运行同一命令。"),
        (("rebuild", "all"), "log", "已停止；尚未切换的投影保持原样。请重新运行同一命令。"),
    ],
)
async def test_what_reads_the_log_ends_with_130_or_143(
    typed: tuple[str, ...], hold: str, said: str, story: Story, dsn: str
) -> None:
    await story.school()
    async with asking(story.ledger, dsn) as readers:
        await readers.fold()
    for number, code in ((signal.SIGINT, CTRL_C), (signal.SIGTERM, TERMINATED)):
        async with held(dsn, hold) as waiting:
            process = await begin((*typed, "--lang", "zh"), database(dsn))
            await waiting()
            ended = await stopped(process, number)
        assert ended.code == code
        assert ended.err.splitlines()[-1] == f"aid-ledger: {said}"
        assert "Traceback" not in ended.err


async def test_a_second_time_ends_it_at_once(story: Story, dsn: str, tmp_path: Path) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0)])
    async with held(dsn, "head") as waiting:
        process = await begin(("import", "students", str(path), "--school", SCHOOL), database(dsn))
        await waiting()
        process.send_signal(signal.SIGINT)
        await asyncio.sleep(0.5)
        assert process.returncode is None, "the batch under way is waited for"
        told = time.monotonic()
        ended = await stopped(process)
    assert ended.code == -signal.SIGINT
    assert time.monotonic() - told < 1


async def test_a_demonstration_half_filled_says_that_it_can_go_on(dsn: str) -> None:
    """That it does so is tests.api.demonstration.test_filling's."""
    process = await begin(("demo", "--no-serve", "--students", "100", "--lang", "zh"), database(dsn))
    looking = await asyncpg.connect(dsn)
    await until(lambda: looking.fetchval("SELECT position > 50 FROM ledger_37.head"))
    ended = await stopped(process)
    assert ended.code == CTRL_C
    assert "aid-ledger: 已停止；已写入的演示数据保留。重新运行同一命令即可继续写入其余部分。" in ended.err
    assert "never retrieved" not in ended.err
    await looking.close()


async def test_a_server_that_is_stopped_has_done_what_it_was_asked(data: Path) -> None:
    process = await begin(("serve", "--data", str(data), "--port", "0", "--lang", "zh"), {})
    await address_of(process)
    follower = await begin(("project", "--data", str(data)), {})
    sockets = psutil.Process(follower.pid).net_connections
    await until(lambda: len(sockets("unix")) > LOOPS_OWN)
    for running, said in (
        (follower, "Stopped; everything that was recorded is kept."),
        (process, "已停止；已记录的内容全部保留。"),
    ):
        ended = await stopped(running)
        assert (ended.code, ended.err.splitlines()[-1]) == (0, said)
    assert left_in(data) == []


@pytest.mark.parametrize(("command", "code"), [("migrate", CTRL_C), ("serve", 0)])
async def test_while_the_database_is_being_made(command: str, code: int, data: Path) -> None:
    """To the whole group, as a terminal does."""
    process = await begin((command, "--data", str(data)), {"PORT": "0"}, alone=True)
    await until((data / "postgres").exists)
    os.killpg(process.pid, signal.SIGINT)
    ended = await the_end(process)
    assert ended.code == code, ended.err
    assert "Stopped; " in ended.err
    assert "Traceback" not in ended.err
    assert left_in(data) == []
    assert (await aid_ledger("migrate", "--data", str(data))).code == 0, "and it can be made the next time"


def database(dsn: str) -> dict[str, str]:
    return {"DATABASE_URL": dsn, "SECRET": SECRET}


@asynccontextmanager
async def held(dsn: str, what: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Keeps a command waiting; gives what tells that it waits."""
    owner, looking = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute(HOLD[what])
    try:
        yield lambda: until(lambda: looking.fetchval(WAITING))
    finally:
        await transaction.rollback()
        await owner.close()
        await looking.close()


async def until(so: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while True:
            answer = so()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.002)


async def stopped(process: asyncio.subprocess.Process, number: int = signal.SIGINT) -> Ended:
    process.send_signal(number)
    return await the_end(process)


async def the_end(process: asyncio.subprocess.Process) -> Ended:
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return Ended(process.returncode, out.decode(), err.decode())


def left_in(folder: Path) -> list[psutil.Process]:
    """Processes that still work in the folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except psutil.Error:
            continue
    return found
