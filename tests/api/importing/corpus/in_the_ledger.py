"""What the ledger holds of the people whom a file has brought, read from the log itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import unseal
from domain.registry.events import EnrolmentRegistered, StudentEntered

MOST = 10_000

Facts = dict[str, Any]


async def registered_since(ledger: Ledger, position: int) -> list[Facts]:
    """Every registration after a position, under the names of expected.Row."""
    events = map(ledger.codec.decode, await ledger.page(position, MOST))
    return [
        await _facts(ledger, event.originator_id, event)
        for event in events
        if isinstance(event, EnrolmentRegistered)
    ]


async def _facts(ledger: Ledger, person: UUID, event: EnrolmentRegistered) -> Facts:
    key = (await ledger.keys_of([person]))[person]
    (stream,) = [events async for events in ledger.streams([person])]
    entered = next(one for one in stream if isinstance(one, StudentEntered))
    kept = unseal(key, person, entered.id_number)
    number = kept if kept.startswith("J") else unseal(key, person, event.temporary_number)
    return {
        "id_number": kept,
        "name": unseal(key, person, entered.name),
        "entry_date": event.effective_on,
        "class_name": event.class_name or "",
        "hukou": event.hukou,
        "major_code": event.major_code,
        "years": event.years,
        "card": unseal(key, person, event.card)[-4:] if event.card else "",
        "origin": event.origin_division,
        "study_mode": event.study_mode,
        "track": event.track,
        "poverty_belt": event.poverty_belt,
        "student_number": number[0],
        "held": event.held_for is not None,
    }
