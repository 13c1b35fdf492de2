"""A log in memory: business history through the real commands in microseconds, for tests of rules alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.catalogue import EVENTS
from domain.event import Event
from domain.ledger.codec import Codec
from domain.ledger.grown import GrownStreams
from domain.ledger.log import AlreadyAnswered, Log, Moved, Proposal
from domain.ledger.privacy import Seals
from domain.ledger.turns import Turns
from domain.policy.policy import Policy
from tests.support.people import POLICY
from tests.support.story import Story

T = TypeVar("T")


class MemoryLog:
    """What commands need of a log, and what its guarantees are, for one process."""

    def __init__(self, policy: Policy) -> None:
        self.code = policy.province
        self.policy = policy
        self.seals = Seals("s" * 32, self.code)
        self.turns = Turns()
        self.grown = GrownStreams()
        self.codec = Codec(EVENTS)
        self.rows: list[StoredEvent] = []
        self.events: list[Event] = []
        self.by_stream: dict[UUID, list[Event]] = defaultdict(list)
        self.tags: dict[str, set[UUID]] = defaultdict(set)
        self.keys: dict[UUID, bytes | None] = {}
        self.answers: dict[tuple[str, str], AlreadyAnswered] = {}

    async def begin(self, actor: str, key: str) -> int:
        if (taken := self.answers.get((actor, self.seals.mark(actor, key)))) is not None:
            raise taken
        return len(self.events)

    async def append(self, proposal: Proposal) -> int:
        if (taken := self.answers.get((proposal.actor, proposal.key))) is not None:
            raise taken
        written = {cast(UUID, row.originator_id) for row in proposal.events}
        if moved := await self.moved_since(proposal.read_at, list(written | proposal.watched)):
            raise Moved(frozenset(moved))
        for row in proposal.events:
            self._take(row)
        for tag, stream in proposal.tags:
            self.tags[tag].add(stream)
        self.keys.update((person, self.seals.unwrap(person, wrapped)) for person, wrapped in proposal.keys)
        position = len(self.events)
        answer = AlreadyAnswered(proposal.input_hash, proposal.answer, position)
        self.answers[proposal.actor, proposal.key] = answer
        return position

    def _take(self, row: StoredEvent) -> None:
        place = len(self.events) + 1
        event = self.codec.decode((row.originator_id, row.originator_version, row.topic, row.state, place))
        self.rows.append(row)
        self.events.append(event)
        self.by_stream[event.originator_id].append(event)

    async def event_at(self, position: int) -> Event:
        return self.events[position - 1]

    async def streams(
        self, ids: Sequence[UUID], known: Mapping[UUID, int] = MappingProxyType({})
    ) -> AsyncIterator[list[Event]]:
        for stream in sorted(set(ids)):
            if events := self.by_stream.get(stream, [])[known.get(stream, 0) :]:
                yield events

    async def moved_since(self, position: int, streams: Sequence[UUID]) -> set[UUID]:
        known = (stream for stream in streams if stream in self.by_stream)
        return {stream for stream in known if self.by_stream[stream][-1].position > position}

    async def tagged(self, tags: Sequence[str]) -> list[UUID]:
        return sorted(set().union(*(self.tags[tag] for tag in tags)))

    async def keys_of(self, persons: Iterable[UUID]) -> dict[UUID, bytes | None]:
        return {person: self.keys[person] for person in persons if person in self.keys}


def memory_log(policy: Policy = POLICY) -> MemoryLog:
    """One that the type checker has held against the port."""
    log = MemoryLog(policy)
    _: Log = log
    return log


def memory_story(policy: Policy = POLICY) -> Story:
    """A story that no database knows."""
    return Story(memory_log(policy))


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to that never has to wait."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    raise AssertionError("it waits for something")
