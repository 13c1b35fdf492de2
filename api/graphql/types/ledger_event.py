"""An event of the ledger (台账事件), readable: without sealed values and without lists of thousands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry

from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.scalars import Json, Position
from api.graphql.types.node import Node
from domain.aid import events as aid_events
from domain.facts import Fact
from domain.funds import events as funds_events
from domain.registry import events as registry_events

KNOWN_EVENTS = (registry_events, aid_events, funds_events)  # imported, so that every stored event can be read

ABOUT_RECORDING = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "position", "actor", "command"}
)
SEALED: Mapping[type[Fact], frozenset[str]] = {
    registry_events.StudentEntered: frozenset({"name", "id_number"}),
    registry_events.EnrolmentRegistered: frozenset({"temporary_number", "card"}),
}
LONG = frozenset({"entries", "excluded", "lines"})

# The node that a stream belongs to, by the first part of its events' names that fits.
NODES: Sequence[tuple[str, str]] = (
    ("registry.School", "School"),
    ("registry.EnrolmentStopped", "School"),
    ("registry.", "Student"),
    ("aid.Hardship", "Student"),
    ("aid.Roster", "AidRoster"),
    ("aid.Payment", "Payment"),
    ("aid.", "Run"),
)


@strawberry.type(description="台账事件: one event as it was recorded; it is never changed and never removed.")
class LedgerEvent(Node):
    """The contract's LedgerEvent."""

    position: Position = strawberry.field(description="台账位置: its place in the order of all events.")
    type: str = strawberry.field(description="事件类型: its stored name and version.")
    stream: strawberry.ID = strawberry.field(
        description="事件流: the node whose history it belongs to; give it to `events` as 'stream'."
    )
    version: int = strawberry.field(description="流内序号: its place in the stream, from 1.")
    recorded_at: dt.datetime = strawberry.field(description="记录时刻: when it was recorded.")
    effective_on: dt.date | None = strawberry.field(
        description="生效日期: the day from which it counts; null where it has none."
    )
    actor: str = strawberry.field(description="操作人: the person who did it.")
    fact: strawberry.Private[Fact]

    @classmethod
    def of(cls, fact: Fact, recorded_at: dt.datetime, at: int) -> LedgerEvent:
        """The event of one fact."""
        effective_on: str | None = getattr(fact, "effective_on", None)
        return cls(
            id=strawberry.ID(encode("LedgerEvent", str(fact.position))),
            at=at,
            position=fact.position,
            type=fact.TOPIC,
            stream=strawberry.ID(stream_id(fact)),
            version=fact.originator_version,
            recorded_at=recorded_at,
            effective_on=dt.date.fromisoformat(effective_on) if effective_on else None,
            actor=fact.actor,
            fact=fact,
        )

    @field(
        "事件内容: what it says, amounts in fen. Personal data is null; a list of thousands (the lines of a "
        "roster or run) is only its length."
    )
    def data(self) -> Json:
        """The fields of the fact that say what happened."""
        sealed = SEALED.get(type(self.fact), frozenset())
        said = {name: value for name, value in vars(self.fact).items() if name not in ABOUT_RECORDING}
        return {name: None if name in sealed else _readable(name, value) for name, value in said.items()}

    def schools(self) -> Sequence[str | None]:
        return schools_of(self.fact)


def schools_of(fact: Fact) -> tuple[str | None, ...]:
    """Codes of the schools whose people may see an event."""
    return (fact.school, getattr(fact, "to_school", None))


def stream_id(fact: Fact) -> str:
    """The global id of the node whose stream it is; the stream's own id where no node shows it."""
    name = next((name for start, name in NODES if fact.TOPIC.startswith(start)), None)
    if name is None:
        return str(fact.originator_id)
    return encode(name, fact.school if name == "School" else str(fact.originator_id))


def _readable(name: str, value: Any) -> Any:
    if name in LONG:
        return len(value)
    read = _READ.get(name)
    return read(value) if read else value


def _facts(flat: Sequence[Any]) -> list[dict[str, Any]]:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return [{"code": code, "position": str(position)} for code, position in pairs]


_READ: Mapping[str, Callable[[Any], Any]] = {"facts": _facts}
