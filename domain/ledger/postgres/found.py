"""What a database holds already, asked before anything is made in it."""

from __future__ import annotations

import asyncpg

from domain.ledger.postgres.schemas import Schemas
from domain.ledger.postgres.waiting import ANSWER


async def holds_ledger(dsn: str, code: str) -> bool:
    """Whether the ledger of province ``code`` was begun there."""
    return await _holds(dsn, code, "SELECT to_regclass('migration') IS NOT NULL")


async def holds_persons(dsn: str, code: str) -> bool:
    """Whether a migrated ledger has names in it that only its own secret opens."""
    return await _holds(dsn, code, "SELECT EXISTS (SELECT FROM person_key)")


async def _holds(dsn: str, code: str, question: str) -> bool:
    asking = await asyncpg.connect(
        dsn, server_settings={"search_path": Schemas(code).ledger}, command_timeout=ANSWER
    )
    try:
        return bool(await asking.fetchval(question))
    finally:
        await asking.close(timeout=2)
