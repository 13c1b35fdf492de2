"""The log as commands see it: the few verbs that a decision needs, each with what it guarantees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.event import Event
from domain.ledger.grown import GrownStreams
from domain.ledger.privacy import Seals
from domain.ledger.turns import Turns
from domain.policy.policy import Policy


class Moved(Exception):
    """A stream that the decision read or writes has grown since it was read: decide again."""

    def __init__(self, streams: frozenset[UUID]) -> None:
        super().__init__(f"{len(streams)} streams moved")
        self.streams = streams


class AlreadyAnswered(Exception):
    """The key of this command is taken: here is what was recorded under it."""

    def __init__(self, input_hash: bytes, answer: bytes, position: int) -> None:
        super().__init__("key taken")
        self.input_hash = input_hash
        self.answer = answer
        self.position = position


class LedgerUnavailable(Exception):
    """The log does not answer: it is away, or on its way back. Whether anything was recorded, the key will tell."""


@dataclass(slots=True)
class Proposal:
    """What one command decided to record, on what evidence, and what it will answer.

    read_at: the head's position before anything was loaded. watched: the streams that it decided on, beside
    those it writes. Nothing of ``watched`` and of the streams in ``events`` may have been recorded after read_at.
    """

    read_at: int
    events: Sequence[StoredEvent]
    watched: frozenset[UUID] = frozenset()
    tags: Sequence[tuple[str, UUID]] = ()
    keys: Sequence[tuple[UUID, bytes]] = ()
    actor: str = ""
    key: str = ""  # its mark (``Seals.mark``)
    input_hash: bytes = b""
    answer: bytes = b""

    @property
    def written(self) -> frozenset[UUID]:
        """The streams that it writes."""
        return frozenset(map(stream_of, self.events))

    @property
    def touched(self) -> frozenset[UUID]:
        """The streams that it stands on: those that it writes and those that it watched."""
        return self.watched | self.written


def stream_of(event: StoredEvent) -> UUID:
    """The stream of a stored event; the library allows text ids too, this ledger has none."""
    return cast("UUID", event.originator_id)


class Log(Protocol):
    """One province's log. Every verb raises LedgerUnavailable when the log does not answer.

    code: the province's two digits. policy: its rules. seals: the keys of its persons. turns: of the commands of
    this process that were overtaken. grown: its long streams, as they were last seen.
    """

    code: str
    policy: Policy
    seals: Seals
    turns: Turns
    grown: GrownStreams

    async def begin(self, actor: str, key: str) -> int:
        """The head's position, at which a command decides: all up to it is there to be read.

        Raises AlreadyAnswered when something is recorded under the actor's key; both are of one moment. What is
        recorded is its mark (``Seals.mark``); until version 0.2 it was the key itself.
        """
        ...

    def streams(
        self, ids: Sequence[UUID], known: Mapping[UUID, int] = MappingProxyType({})
    ) -> AsyncIterator[list[Event]]:
        """The events of each stream that exists, one stream at a time, in version order.

        known: streams of which only what follows a version is wanted; one that has not grown is left out.
        """
        ...

    async def event_at(self, position: int) -> Event:
        """The event that was recorded at a position."""
        ...

    async def tagged(self, tags: Sequence[str]) -> list[UUID]:
        """Every stream that carries one of the tags, in a stable order; tags are as strong as the log itself."""
        ...

    async def moved_since(self, position: int, streams: Sequence[UUID]) -> set[UUID]:
        """Those of the streams that grew after a position."""
        ...

    async def keys_of(self, persons: Iterable[UUID]) -> dict[UUID, bytes | None]:
        """The keys of persons: None where it is damaged; one who was erased, or is not known, is absent."""
        ...

    async def append(self, proposal: Proposal) -> int:
        """The position after the append; on disk when it returns, all of it or nothing.

        Raises Moved when any of the proposal's evidence grew since it was read, AlreadyAnswered when its key is
        taken. Who gives up waiting does not stop it.
        """
        ...
