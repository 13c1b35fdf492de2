"""Every look at personal data is on record, whoever takes it (rules §10)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.ledger.postgres.ledger import Ledger


async def record_access(ledger: Ledger, actor: str, operation: str, persons: Iterable[UUID]) -> None:
    """Await it before what was looked at is answered."""
    await ledger.pool.execute(
        "INSERT INTO look (actor, operation, persons) VALUES ($1, $2, $3)", actor, operation, list(persons)
    )
