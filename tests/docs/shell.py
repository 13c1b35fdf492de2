"""A shell, as somebody has it who stands in the repository's folder and pastes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT

SECONDS = 120
OURS = re.compile(r"(?<![\w/])\.venv/bin/")
SCRATCH = re.compile(
    r"/tmp/(?=[\w-]+\.\w+(?![\w/]))"
)  # with a file of the pages behind it, and no clone of ours


async def typed(script: str, scratch: Path, **settings: str) -> str:
    """What a script prints. settings: as in the environment, without their prefix."""
    script = OURS.sub(f"{Path(sys.executable).parent}/", SCRATCH.sub(f"{scratch}/", script))
    ours = {f"AID_LEDGER_{name}": value for name, value in settings.items()}
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("AID_LEDGER_")}
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euc",
        script,
        cwd=ROOT,
        env=theirs | ours,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, err.decode()
    return out.decode()


def last_json(text: str) -> Any:
    """The last object that stands in a text, among other things or not."""
    found, place, decoder = None, text.find("{"), json.JSONDecoder()
    while place >= 0:
        found, end = decoder.raw_decode(text, place)
        place = text.find("{", end)
    return found
