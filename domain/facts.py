"""The form of everything that the ledger records.

A fact is an event of the ``eventsourcing`` library with plain values (text, whole numbers, lists):
dates are ISO text, money is fen. Its stored name carries a version and never a module path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated, AggregateEvent
from eventsourcing.utils import register_topic

AnyAggregate = TypeVar("AnyAggregate", bound=Aggregate)
AnyClass = TypeVar("AnyClass", bound=type)

FACTS: dict[str, type[Fact]] = {}


class Fact(AggregateEvent):
    """One recorded event.

    actor: the person who did it; command: the mutation and idempotency key under which it was done;
    school: the school that it concerns, which decides who may see it.
    """

    TOPIC: ClassVar[str]
    class_version: ClassVar[int] = 1

    actor: str = field(default="", kw_only=True)
    command: str = field(default="", kw_only=True)
    school: str = field(default="", kw_only=True)

    @property
    def position(self) -> int:
        """Place in the ledger's total order; 0 until it is recorded."""
        place: int = vars(self).get("position", 0)
        return place


class FirstFact(Fact, AggregateCreated):
    """The event that begins a stream."""


def fact(name: str) -> Callable[[AnyClass], AnyClass]:
    """Gives an event class its stored name, for ever."""

    def register(cls: AnyClass) -> AnyClass:
        cls.TOPIC = name  # type: ignore[attr-defined]
        register_topic(name, cls)
        FACTS[name] = cls
        return cls

    return register


def stream(name: str) -> Callable[[AnyClass], AnyClass]:
    """Gives an aggregate class its stored name, for ever."""

    def register(cls: AnyClass) -> AnyClass:
        cls.STREAM = name  # type: ignore[attr-defined]
        register_topic(name, cls)
        return cls

    return register


def begin(cls: type[AnyAggregate], first: type[FirstFact], id: UUID, **values: Any) -> AnyAggregate:
    """Begins a stream with its first fact; the aggregate holds it as pending."""
    event = first(
        originator_id=id,
        originator_version=1,
        originator_topic=cls.STREAM,  # type: ignore[attr-defined]
        timestamp=datetime.now(UTC),
        **values,
    )
    aggregate: Any = event.mutate(None)
    aggregate.pending_events.append(event)
    return cast("AnyAggregate", aggregate)
