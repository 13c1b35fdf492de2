"""Events as they go to the recorder: the bank's results of payments, each the next of a stream of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from domain.aid.events import PaymentSettled
from domain.aid.payment import payment_id
from domain.ledger.codec import MAPPER

COMMON: dict[str, Any] = {
    "effective_on": "2015-09-25",
    "reference": "回单",
    "school": "3637000001",
    "actor": "FINANCE 37",
    "command": "RecordBankResults:benchmark",
}


def settled(count: int) -> list[StoredEvent]:
    """That many, for people who were never seen before."""
    return [MAPPER.to_stored_event(event) for event in _events(count)]


def batches(events: list[StoredEvent], size: int) -> list[list[StoredEvent]]:
    return [events[offset : offset + size] for offset in range(0, len(events), size)]


def _events(count: int) -> Iterator[PaymentSettled]:
    now = datetime.now(UTC)
    for student in (uuid4() for _ in range(count)):
        stream = payment_id(student, "GRANT", "2015-09")
        values = COMMON | {"student": str(student)}
        yield PaymentSettled(originator_id=stream, originator_version=2, timestamp=now, **values)
