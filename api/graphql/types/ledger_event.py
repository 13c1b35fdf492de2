"""An event of the ledger (台账事件), readable: without sealed values and without lists of thousands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.scalars import Json, Position
from api.graphql.types.node import Node
from domain.aid.lines import grounds_in
from domain.aid.payment import Payment
from domain.aid.roster import Roster
from domain.aid.run import Run
from domain.event import Event, Kind
from domain.registry.school import School
from domain.registry.student import Student

ABOUT_RECORDING = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "position", "actor", "command"}
)

# The node that shows a stream, by the stored name of the stream's kind.
NODES: Mapping[str, str] = {
    School.STREAM: "School",
    Student.STREAM: "Student",
    Roster.STREAM: "AidRoster",
    Payment.STREAM: "Payment",
    Run.STREAM: "Run",
}


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
    recorded: strawberry.Private[Event]

    @classmethod
    def of(cls, event: Event, recorded_at: dt.datetime, at: int) -> LedgerEvent:
        """What was recorded, in the form that callers see."""
        effective_on: str | None = getattr(event, "effective_on", None)
        return cls(
            id=strawberry.ID(encode("LedgerEvent", str(event.position))),
            at=at,
            position=event.position,
            type=event.KIND.name,
            stream=strawberry.ID(stream_id(event)),
            version=event.originator_version,
            recorded_at=recorded_at,
            effective_on=dt.date.fromisoformat(effective_on) if effective_on else None,
            actor=event.actor,
            recorded=event,
        )

    @field(
        "事件内容: what it says, amounts in fen. Personal data is null; a list of thousands (the lines of a "
        "roster or run) is only its length."
    )
    def data(self) -> Json:
        """The fields of the event that say what happened."""
        said = {name: value for name, value in vars(self.recorded).items() if name not in ABOUT_RECORDING}
        return {name: _readable(self.recorded.KIND, name, value) for name, value in said.items()}

    def schools(self) -> Sequence[str | None]:
        return self.recorded.schools


def stream_id(event: Event) -> str:
    """The global id of the node whose stream it is; the stream's own id where no node shows it."""
    name = NODES.get(event.KIND.stream)
    if name is None:
        return str(event.originator_id)
    return encode(name, event.school if name == "School" else str(event.originator_id))


def _readable(kind: Kind, name: str, value: Any) -> Any:
    if name in kind.sealed:
        return None
    if name in kind.counted:
        return len(value)
    if name == kind.grounds:
        return [{"code": code, "position": str(position)} for code, position in grounds_in(value)]
    return value
