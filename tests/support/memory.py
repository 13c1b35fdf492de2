"""A ledger in memory: business history through the real commands in microseconds, for tests of rules alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.catalogue import EVENTS
from domain.event import Event
from domain.ledger.codec import Codec
from domain.ledger.ledger import Ledger
from domain.ledger.privacy import Seals
from domain.ledger.recorder import Decision
from tests.support.people import PROVINCE
from tests.support.story import Story

T = TypeVar("T")


class MemoryLedger:
    """What the commands need of a ledger. One writer: nothing ever moves."""

    def __init__(self) -> None:
        self.code = PROVINCE
        self.seals = Seals("s" * 32, PROVINCE)
        self.codec = Codec(EVENTS)
        self.conflicts = 0
        self.rows: list[StoredEvent] = []
        self.events: list[Event] = []
        self.by_stream: dict[UUID, list[Event]] = defaultdict(list)
        self.tags: dict[str, set[UUID]] = defaultdict(set)
        self.keys: dict[UUID, bytes] = {}

    @property
    def pool(self) -> MemoryLedger:
        return self

    appender = pool

    async def fetchrow(self, *_: Any) -> tuple[int, None, None, None]:
        """The head; no idempotency key was ever used."""
        return len(self.events), None, None, None

    async def position(self) -> int:
        return len(self.events)

    async def submit(self, decision: Decision) -> int:
        for row in decision.events:
            place = len(self.events) + 1
            event = self.codec.decode(
                (row.originator_id, row.originator_version, row.topic, row.state, place)
            )
            self.rows.append(row)
            self.events.append(event)
            self.by_stream[event.originator_id].append(event)
        for tag, stream in decision.tags:
            self.tags[tag].add(stream)
        self.keys.update((person, self.seals.unwrap(person, wrapped)) for person, wrapped in decision.keys)
        return len(self.events)

    async def streams(self, ids: Sequence[UUID]) -> AsyncIterator[list[Event]]:
        for stream in sorted(set(ids)):
            if stream in self.by_stream:
                yield self.by_stream[stream]

    async def moved_since(self, position: int, streams: Sequence[UUID]) -> set[UUID]:
        known = (stream for stream in streams if stream in self.by_stream)
        return {stream for stream in known if self.by_stream[stream][-1].position > position}

    async def tagged(self, tags: Sequence[str]) -> list[UUID]:
        return sorted(set().union(*(self.tags[tag] for tag in tags)))

    async def keys_of(self, persons: Iterable[UUID]) -> dict[UUID, bytes]:
        return {person: self.keys[person] for person in persons if person in self.keys}


def memory_story() -> Story:
    """A story that no database knows."""
    return Story(cast(Ledger, MemoryLedger()))


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to that never has to wait."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    raise AssertionError("it waits for something")
