"""Dumps and restores, by the programs that PostgreSQL has for it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from api.postgres.programs import programs
from tests.support.command import ROOT, Ended


async def shell(script: str, folder: Path, **variables: str) -> Ended:
    """Runs lines of a page, with PostgreSQL's programs and ours at hand; ends with the first one that fails."""
    path = os.pathsep.join([str(programs()), str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AID_LEDGER_")}
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-euc",
        script,
        cwd=folder,
        env={**kept, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    return Ended(process.returncode, out.decode(), err.decode())


async def dumped(dsn: str, folder: Path) -> Path:
    """The log's schema in a file."""
    ended = await shell('pg_dump -Fc -n ledger_37 -f log.dump "$URL"', folder, URL=dsn)
    assert ended.code == 0, ended.err
    return folder / "log.dump"


async def put_back(dsn: str, dump: Path) -> None:
    """The log as it was, in the place of the one that is there."""
    script = 'psql -q "$URL" -c "DROP SCHEMA ledger_37 CASCADE"; pg_restore --exit-on-error -d "$URL" "$DUMP"'
    ended = await shell(script, dump.parent, URL=dsn, DUMP=str(dump))
    assert ended.code == 0, ended.err
