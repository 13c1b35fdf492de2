"""Decisions made up for the recorder, without a rule behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.ledger.codec import MAPPER
from domain.ledger.log import Proposal
from domain.registry.events import EnrolmentStopped, SchoolOpened

NOW = datetime(2016, 4, 12, tzinfo=UTC)


def event(stream: UUID, version: int = 1) -> StoredEvent:
    """Some event of a school's stream."""
    values: dict[str, Any] = {"originator_id": stream, "originator_version": version, "timestamp": NOW}
    if version > 1:
        return MAPPER.to_stored_event(EnrolmentStopped(**values, reason="停", effective_on="2016-04-12"))  # type: ignore[call-arg]
    values |= {"originator_topic": "registry.School", "division": "371525", "ownership": "PUBLIC"}
    return MAPPER.to_stored_event(SchoolOpened(**values, code="3637000001", name="校"))  # type: ignore[call-arg]


def decision(read_at: int, *streams: UUID, version: int = 1, **values: Any) -> Proposal:
    """One event on each of the streams, decided on what was recorded up to ``read_at``."""
    return Proposal(read_at, [event(stream, version) for stream in streams], **values)
