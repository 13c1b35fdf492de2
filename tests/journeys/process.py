"""A server in a process of its own, with a data folder of its own, so that it can be killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.support.command import address_of, begin
from tests.support.server import SECRET, Client


class Apart(Client):
    """A running ``aid-ledger serve``, and whoever asks it. log: what it writes beside its answers."""

    def __init__(self, client: httpx.AsyncClient, process: asyncio.subprocess.Process, log: Path) -> None:
        super().__init__(client)
        self.process = process
        self.log = log

    async def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        await self.process.wait()


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder. Not under pytest's own: a second pytest closes that to PostgreSQL's account."""
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "data"


@asynccontextmanager
async def serving(data: Path, *options: str, **environment: str) -> AsyncIterator[Apart]:
    """Serves the folder's ledger; at the end the server stops in order, unless it was killed before."""
    log = data.parent / "log"
    chosen = {"SECRET": SECRET, "LOG_FORMAT": "json", **environment}
    with log.open("ab") as written:
        process = await begin(("serve", "--data", str(data), "--port", "0", *options), chosen, written)
    try:
        address = await address_of(process)
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            yield Apart(client, process, log)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 30)
