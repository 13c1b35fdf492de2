"""The commands on the pages can be pasted and print what is shown; so can what the demonstration prints."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.conftest import STUDENTS, Demonstrations, Shown
from tests.docs.pages import CHINESE, ENGLISH, Bound, commands, difference
from tests.docs.shell import last_json, typed
from tests.support.server import SECRET

MARK = "--- 8< ---"
FUNCTION = re.compile(r"^ask\(\) \{.*?^\}$", re.MULTILINE | re.DOTALL)


async def test_the_commands_for_a_server_print_what_is_shown(
    demonstrations: Demonstrations, tmp_path: Path
) -> None:
    """Page by page, each on its own; of the Chinese those that ask for other answers."""
    pages = [page for page in (*ENGLISH, CHINESE[0]) if commands(page, "sh served")]
    async with demonstrations() as shown:
        await asyncio.gather(*(_holds(page, shown, tmp_path) for page in pages))


async def test_the_commands_that_need_no_server_run(tmp_path: Path) -> None:
    blocks = [block for page in ENGLISH for block in commands(page, "sh offline")]
    data = str(tmp_path / "data")
    await typed(
        ".venv/bin/aid-ledger migrate", tmp_path, DATA=data
    )  # a ledger is there, as `make run` leaves one
    assert all(await asyncio.gather(*(typed(block.text, tmp_path, DATA=data) for block in blocks)))


async def test_what_the_demonstration_prints_can_be_pasted_and_shows_every_wrong(
    demonstrations: Demonstrations, tmp_path: Path
) -> None:
    async with demonstrations() as shown:
        printed = await typed(
            f".venv/bin/aid-ledger demo --no-serve --students {STUDENTS}", tmp_path, **_here(shown)
        )
        asked = f"\necho '{MARK}'\n".join(_asked(printed))
        answers = (await typed(f"{_before(printed)}\n{asked}", tmp_path)).split(MARK)
    assert all("errors" not in json.loads(answer) for answer in answers)
    wrongs = [wrong for wrong in shown.told.planted if wrong.find]
    for wrong, answer in zip(wrongs, answers[-len(wrongs) :], strict=True):
        assert next(iter(wrong.details.values())) in answer, wrong.what


def _here(shown: Shown) -> dict[str, str]:
    """The settings of whoever serves it."""
    return {"DATABASE_URL": shown.dsn, "SECRET": SECRET, "PORT": shown.served.place.rpartition(":")[2]}


async def _holds(page: Path, shown: Shown, scratch: Path) -> None:
    blocks = commands(page, "sh served")
    script = f"\necho '{MARK}'\n".join(block.text for block in blocks)
    printed = await typed(script, scratch, **_here(shown))
    bound: Bound = {}
    for block, text in zip(blocks, printed.split(MARK), strict=True):
        assert '"errors": [' not in text or "FORBIDDEN" in text, text
        if block.printed is not None:
            assert difference(block.printed, last_json(text), bound) is None, text


def _before(printed: str) -> str:
    """What is pasted once."""
    found = FUNCTION.search(printed)
    assert found, printed
    named = [line for line in printed.splitlines() if line.startswith(("TOKEN=", "LEDGER="))]
    return "\n".join([*named, found[0]])


def _asked(printed: str) -> Iterator[str]:
    return (line for line in printed.splitlines() if line.startswith("ask "))
