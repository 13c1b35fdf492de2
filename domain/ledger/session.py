"""One decision in the making: what it read, what it will write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.event import Event, LedgerAggregate
from domain.ledger.codec import stored
from domain.ledger.log import Log, stream_of
from domain.ledger.privacy import Unreadable, seal, unseal
from domain.mandate import Mandate
from domain.personal_text import Text, sealed_text
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

A = TypeVar("A", bound=LedgerAggregate)


class Session:
    """Everything that is loaded is evidence: if any of it has grown when the append comes, the append is refused.

    by: who acts. policy: the rules that hold. read_at: the head before the first load, the position that the
    decision stands on.
    """

    def __init__(self, log: Log, by: Mandate, read_at: int, command: str) -> None:
        self.log = log
        self.by = by
        self.policy = log.policy
        self.read_at = read_at
        self.command = command
        self.watched: set[UUID] = set()
        self.events: list[StoredEvent] = []
        self.tags: list[tuple[str, UUID]] = []
        self.new_keys: dict[UUID, tuple[bytes, bytes]] = {}
        self._keys: dict[UUID, bytes | None] = {}
        self._asked_for: set[UUID] = set()  # whose keys were

    async def load(self, cls: type[A], id: UUID) -> A | None:
        """One aggregate, or None."""
        return (await self.load_all(cls, [id])).get(id)

    async def load_all(self, cls: type[A], ids: Sequence[UUID]) -> dict[UUID, A]:
        """The aggregates that exist among ``ids``; a stream of another kind does not count."""
        self.watched.update(ids)
        known = self.log.grown.among(ids)
        loaded = dict(known)
        async for events in self.log.streams(ids, {id: one.version for id, one in known.items()}):
            stream = events[0].originator_id
            loaded[stream] = rebuild(events, known.get(stream))
            self.log.grown.keep(loaded[stream])
        return {id: aggregate for id, aggregate in loaded.items() if isinstance(aggregate, cls)}

    async def tagged(self, *tags: str) -> list[UUID]:
        """The streams that carry one of the tags, in a stable order."""
        return await self.log.tagged(tags)

    async def moved_since(self, position: int, streams: Sequence[UUID]) -> set[UUID]:
        """Those of the streams that grew after a position."""
        return await self.log.moved_since(position, streams)

    def save(self, *aggregates: LedgerAggregate, tags: Iterable[str] = ()) -> None:
        """Takes the pending events of aggregates; their streams are found by ``tags`` from now on."""
        for aggregate in aggregates:
            if aggregate.pending_events:
                self.record(aggregate.collect_events())  # type: ignore[arg-type]
                self.tags.extend((tag, aggregate.id) for tag in tags)

    def record(self, events: Iterable[Event]) -> None:
        """Takes events as they are, each stamped with who did it and under which command."""
        stamp = {"actor": self.by.name, "command": self.command}
        for event in events:
            vars(event).update(stamp)
            self.events.append(stored(event))

    @property
    def written(self) -> set[UUID]:
        """The streams that it writes so far."""
        return {stream_of(event) for event in self.events}

    async def keys(self, persons: Iterable[UUID]) -> None:
        """Makes the keys of these persons ready, fresh ones for the new."""
        wanted = [person for person in set(persons) if person not in self._keys]
        self._keys.update(await self.log.keys_of(wanted))
        self._asked_for.update(wanted)

    def is_erased(self, person: UUID) -> bool:
        """Of a person whose key was asked for: is there none any more?"""
        if person in self._keys:
            return False
        assert person in self._asked_for, "whose key was not asked for is not erased"
        return True

    def seal(self, person: UUID, text: str, *, new: bool = False) -> str:
        """Encrypts a text of a person whose key was made ready, or of a new person. Refuses PERSON_UNREADABLE."""
        if new and person not in self._keys:
            self.new_keys[person] = self.log.seals.new_key(person)
            self._keys[person] = self.new_keys[person][0]
        if (key := self._keys[person]) is None:
            raise _unreadable()
        return seal(key, person, text)

    def seal_text(self, person: UUID, text: str | None) -> Text | None:
        """Free text about a person whose key was made ready, as events hold it. Refuses PERSON_UNREADABLE.

        None of somebody who was erased: of those nothing more is kept.
        """
        return None if not text or self.is_erased(person) else sealed_text(self.seal(person, text))

    def unseal(self, person: UUID, sealed: str) -> str:
        """The text again, of a person whose key was made ready and who is not erased. Refuses PERSON_UNREADABLE."""
        try:
            return unseal(self._keys[person], person, sealed)
        except Unreadable:
            raise _unreadable() from None


def _unreadable() -> Refusal:
    return Refusal(
        ErrorCode.PERSON_UNREADABLE,
        "What the ledger keeps of this person is damaged and cannot be read: aid-ledger verify names it, and its"
        " operator has to bring it back from a backup first.",
    )


def rebuild(events: Iterable[Event], so_far: LedgerAggregate | None = None) -> Any:
    """The aggregate that a stream's events make, or make of what those before had made."""
    aggregate: Any = so_far
    for event in events:
        aggregate = event.mutate(aggregate)
    return aggregate
