"""What becomes of the keys of persons: one is destroyed to erase somebody, another is damaged on the disk."""

from __future__ import annotations

from uuid import UUID

from domain.ledger.postgres.ledger import Ledger


async def erase(ledger: Ledger, person: UUID) -> None:
    assert await ledger.pool.execute("DELETE FROM person_key WHERE person = $1", person) == "DELETE 1"


async def damage_key(ledger: Ledger, person: UUID, wrapped: bytes = b"\0" * 60) -> None:
    """As if its row had been damaged: what it holds opens nothing."""
    await erase(ledger, person)
    await ledger.pool.execute("INSERT INTO person_key VALUES ($1, $2)", person, wrapped)
