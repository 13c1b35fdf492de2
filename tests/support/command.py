"""The command aid-ledger as typed into a terminal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

TYPED = (sys.executable, "-c", "from api.entry import main; main()")
ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """What a command left behind."""

    code: int | None
    out: str
    err: str


async def aid_ledger(*arguments: str, **environment: str) -> Ended:
    """Runs a command to its end. environment: variables without their AID_LEDGER_."""
    process = await begin(arguments, environment)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command that goes on; it is told to stop at the end, and must stop in order."""
    process = await begin(arguments, environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, err.decode()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """What a server prints once it answers."""
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()


async def begin(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    err: int | BinaryIO = asyncio.subprocess.PIPE,
    alone: bool = False,
) -> asyncio.subprocess.Process:
    """A command, begun. err: where its standard error goes. alone: with what it starts, as under a terminal."""
    named = {f"AID_LEDGER_{name}": value for name, value in environment.items()}
    return await asyncio.create_subprocess_exec(
        *TYPED,
        *arguments,
        cwd=ROOT,
        env={**_without_ours(), **named},
        stdout=asyncio.subprocess.PIPE,
        stderr=err,
        start_new_session=alone,
    )


def made_in(folder: Path) -> list[str]:
    """What lies in a folder by now."""
    return sorted(path.name for path in folder.iterdir())


def _without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AID_LEDGER_")}
