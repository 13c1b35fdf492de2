"""What the ledger records: events, and what each kind of them declares about itself.

An event is one of the ``eventsourcing`` library with plain values (text, whole numbers, lists): dates are ISO
text, money is fen. Its stored name carries a version and never a module path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Self, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated, AggregateEvent
from eventsourcing.utils import register_topic

from domain.personal_text import SEALED, Text, texts_in

AnyAggregate = TypeVar("AnyAggregate", bound="LedgerAggregate")
AnyAggregateClass = TypeVar("AnyAggregateClass", bound="type[LedgerAggregate]")
AnyEvent = TypeVar("AnyEvent", bound="type[Event]")


EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of event declares. Fields are named as in the event's class.

    name: stored with every event. stream: the stored name of the aggregate in whose stream it stands.
    person: the field that holds the id of the person it is about, None when it is about nobody.
    schools: the fields that hold the codes of the schools whose people may see it.
    sealed: fields encrypted under the person's key. texts: those of free text about the person, and lists of papers,
    which are sealed since version 0.2 (``domain.personal_text``). counted: lists of thousands, shown as their length.
    grounds: the field that holds [code, position, code, position, ...] of what justified it.
    change: the field that holds the number, within the person, of the status change that it is a step of.
    """

    name: str
    stream: str
    person: str | None
    schools: tuple[str, ...]
    sealed: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    grounds: str | None = None
    change: str | None = None

    @property
    def fields(self) -> set[str]:
        """Every field that the declaration names."""
        fields = (*self.schools, *self.sealed, *self.texts, *self.counted)
        named = {*fields, self.person, self.grounds, self.change}
        return {name for name in named if name is not None}


class Event(AggregateEvent):
    """One recorded event.

    actor: the person who did it; command: the stored name and the mark of the idempotency key under which it was done
    (in events of version 0.1 the key itself);
    school: the school that it concerns.
    """

    KIND: ClassVar[Kind]
    TOPIC: ClassVar[str]  # the stored name once more, where the library looks for it
    class_version: ClassVar[int] = 1

    actor: str = field(default="", kw_only=True)
    command: str = field(default="", kw_only=True)
    school: str = field(default="", kw_only=True)

    @property
    def position(self) -> int:
        """Place in the ledger's total order; 0 until it is recorded."""
        place: int = vars(self).get("position", 0)
        return place

    @property
    def person(self) -> UUID | str | None:
        """The id of the person whom it is about; None when it is about nobody."""
        name = self.KIND.person
        return None if name is None else getattr(self, name)

    @property
    def schools(self) -> tuple[str | None, ...]:
        """Codes of the schools whose people may see it."""
        return tuple([getattr(self, name) for name in self.KIND.schools])

    def sealed_values(self) -> Iterator[tuple[str, str]]:
        """Whatever of it is sealed under the person's key, each with where it stands."""
        for name in sorted(self.KIND.sealed):
            if (value := getattr(self, name, None)) is not None:
                yield name, value
        yield from ((place, text[SEALED]) for place, text in self.texts() if not isinstance(text, str))

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Its free text about the person, sealed or not, each with where it stands."""
        for name in sorted(self.KIND.texts):
            yield from texts_in(name, getattr(self, name, None))


class FirstEvent(Event, AggregateCreated):
    """The event that begins a stream."""


DECLARED: dict[str, type[Event]] = {}


def event(
    name: str,
    *,
    stream: str,
    person: str | None,
    schools: Sequence[str],
    sealed: Sequence[str] = (),
    texts: Sequence[str] = (),
    counted: Sequence[str] = (),
    grounds: str | None = None,
    change: str | None = None,
) -> Callable[[AnyEvent], AnyEvent]:
    """Gives a kind of event its stored name, for ever, and what it declares (see ``Kind``).

    Raises TypeError for a declaration that names a field which the event does not have, and for a field that
    hides what every event has.
    """
    kind = Kind(
        name=name,
        stream=stream,
        person=person,
        schools=tuple(schools),
        sealed=frozenset(sealed),
        texts=frozenset(texts),
        counted=frozenset(counted),
        grounds=grounds,
        change=change,
    )

    def declare(cls: AnyEvent) -> AnyEvent:
        if missing := kind.fields - _fields(cls):
            raise TypeError(f"{name} declares fields that it does not have: {', '.join(sorted(missing))}")
        if hidden := _OF_EVERY_EVENT.intersection(vars(cls).get("__annotations__", {})):
            raise TypeError(f"{name} hides what every event has: {', '.join(sorted(hidden))}")
        cls.KIND, cls.TOPIC = kind, name
        DECLARED[name] = cls
        register_topic(name, cls)
        return cls

    return declare


def _fields(cls: type[Event]) -> set[str]:
    return {field for base in cls.__mro__ for field in vars(base).get("__annotations__", {})}


_OF_EVERY_EVENT = _fields(FirstEvent) | {name for base in FirstEvent.__mro__ for name in vars(base)}


class LedgerAggregate(Aggregate):
    """What the events of one stream make. STREAM: the stored name of its kind."""

    STREAM: ClassVar[str]

    @classmethod
    def restore(cls, id: UUID, version: int = 0, **state: Any) -> Self:
        """The aggregate as it was kept, its attributes given by name; no event is recorded by it.

        When it was created matters to nobody who keeps one, and is not known.
        """
        aggregate = cls.__new__(cls)
        aggregate.__base_init__(id, version, EPOCH)
        vars(aggregate).update(state)
        return aggregate

    def twin(self) -> Self:
        """Another one of the same state, which changes by itself."""
        return deepcopy(self)


def stream(name: str) -> Callable[[AnyAggregateClass], AnyAggregateClass]:
    """Gives an aggregate class its stored name, for ever."""

    def register(cls: AnyAggregateClass) -> AnyAggregateClass:
        cls.STREAM = name
        register_topic(name, cls)
        return cls

    return register


def begin(cls: type[AnyAggregate], first: type[FirstEvent], id: UUID, **values: Any) -> AnyAggregate:
    """Begins a stream with its first event; the aggregate holds it as pending."""
    begun = first(
        originator_id=id,
        originator_version=1,
        originator_topic=cls.STREAM,
        timestamp=datetime.now(UTC),
        **values,
    )
    aggregate: Any = begun.mutate(None)
    aggregate.pending_events.append(begun)
    return cast("AnyAggregate", aggregate)
