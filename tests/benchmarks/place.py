"""An empty ledger on an embedded PostgreSQL of its own, as durable as the product's default."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
from pydantic import SecretStr

from api import database
from api.http.server import collect_little
from api.settings import Settings
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.migrate import migrate
from tests.support.people import PROVINCE

SECRET = "s" * 32


@dataclass(frozen=True, slots=True)
class Place:
    """settings: a process of the product that is started with them finds the same ledger."""

    settings: Settings
    dsn: str
    ledger: Ledger

    async def owner(self) -> asyncpg.Connection:
        """A connection of the tables' owner, who may make further ones."""
        return await asyncpg.connect(self.dsn, server_settings={"search_path": self.ledger.schemas.ledger})

    async def come_to_rest(self) -> None:
        """What PostgreSQL does of itself in the minutes after many appends."""
        owner = await self.owner()
        await owner.execute("VACUUM ANALYZE")
        await owner.execute("CHECKPOINT")
        await owner.close()


@asynccontextmanager
async def empty_ledger() -> AsyncIterator[Place]:
    with TemporaryDirectory(prefix="aid-ledger-bench-") as folder:
        settings = Settings(data=Path(folder), database_url=None, secret=SecretStr(SECRET))
        async with database.running(settings) as dsn:
            await migrate(dsn, PROVINCE)
            async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, statement_timeout=600) as ledger:
                collect_little()  # in this process, too, things are done as `serve` does them
                yield Place(settings, dsn, ledger)
