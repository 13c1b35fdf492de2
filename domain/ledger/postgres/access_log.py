"""Every look at personal data is on record, whoever takes it (rules §10)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.connections import Connections

LOOKS = (
    "INSERT INTO look (actor, operation, persons)"
    " SELECT actor, operation, persons::uuid[] FROM unnest($1::text[], $2::text[], $3::text[])"
    " AS look (actor, operation, persons)"
)


class Look(NamedTuple):
    """Whose data somebody was shown, and by which operation."""

    actor: str
    operation: str
    persons: Set[UUID]


async def record_looks(pool: Connections, looks: Sequence[Look]) -> list[None]:
    """Those of several operations at once, since each statement waits for the disk."""
    actors = [look.actor for look in looks]
    operations = [look.operation for look in looks]
    persons = [f"{{{','.join(map(str, look.persons))}}}" for look in looks]
    await pool.execute(LOOKS, actors, operations, persons)
    return [None] * len(looks)
