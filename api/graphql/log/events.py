"""Events of the ledger (台账事件), readable: without sealed values and without lists of thousands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence, Set
from itertools import chain
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, of_all
from api.graphql.loaders import Many
from api.graphql.personal_text import are_erased, texts_about
from api.graphql.relay.filters import NOBODY, Filter
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import position_key
from api.graphql.relay.keyset import Key
from api.graphql.relay.listing import listing
from api.graphql.relay.node import Node, at_of, load_many, node, owner_of, stream_of
from api.graphql.relay.reads import known
from api.graphql.scalars import Json, Position
from api.graphql.scope import in_scope
from domain.aid.lines import grounds_in
from domain.catalogue import EVENTS
from domain.event import Event, Kind
from domain.ledger.postgres.connections import Connections
from domain.person import identity_of, name_of
from domain.personal_text import without_texts
from domain.registry.student import enrolment_id
from projections.engine.conditions import Visible
from projections.histories import queries

ABOUT_RECORDING = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "position", "actor", "command"}
)


class EventRow(NamedTuple):
    """An event and when it was recorded."""

    event: Event
    recorded_at: dt.datetime


class Place(NamedTuple):
    """Where an event stands in the log; parent: whose history names it there."""

    position: int
    parent: Any = None


async def _read(context: Context, positions: list[int], at: int) -> list[EventRow]:
    """Those that the viewer may see: what leads to an event, a payment that changed schools say, opens no other's."""
    within = [position for position in positions if position <= at]
    rows = await context.ledger.rows_at(within) if within else {}
    schools = await context.schools(at)
    visible = None if schools is None else frozenset(schools)
    found = [EventRow(context.ledger.codec.decode(row), row["recorded_at"]) for row in rows.values()]
    return [row for row in found if in_scope(visible, row.event.schools)]


@strawberry.type(description="文字说明: free text about a person, as somebody wrote it.")
class PersonalText:
    field: str = strawberry.field(description="字段: where it stands in data, such as documents.0.reference.")
    text: str | None = strawberry.field(
        description="文字: what was written; null once the person was erased, or when it cannot be read any more."
    )


async def _data(events: Sequence[LedgerEvent], info: Info) -> list[Any]:
    clear = {_person(each.recorded) for each in events if _has_clear_text(each.recorded)}
    gone = await are_erased(info, clear, at_of(events))
    return [_shown(each.recorded, gone) for each in events]


def _shown(event: Event, gone: Set[UUID]) -> Any:
    said = {name: value for name, value in vars(event).items() if name not in ABOUT_RECORDING}
    # What version 0.1 recorded is shown as it was, but of who was erased without what was written.
    as_it_was = _has_clear_text(event) and _person(event) not in gone
    hidden = frozenset() if as_it_was else event.KIND.texts
    shown = {
        name: without_texts(value) if name in hidden else _readable(event.KIND, name, value)
        for name, value in said.items()
    }
    change = _change_of(event)
    return shown if change is None else {**shown, "changeId": change}


def _has_clear_text(event: Event) -> bool:
    return any(isinstance(text, str) for _, text in event.texts())


def _person(event: Event) -> UUID:
    return UUID(str(event.person))


async def _texts(events: Sequence[LedgerEvent], info: Info) -> list[list[PersonalText]]:
    places = [dict(event.recorded.texts()) for event in events]
    about = [
        (_person(event.recorded), text)
        for event, of_one in zip(events, places, strict=True)
        for text in of_one.values()
    ]
    shown = iter(await texts_about(info, about, at_of(events)))
    return [[PersonalText(field=place, text=next(shown)) for place in of_one] for of_one in places]


@node("LedgerEvent", key=position_key, read=_read, key_of=lambda row: row.event.position)
@strawberry.type(description="台账事件: one event as it was recorded; it is never changed and never removed.")
class LedgerEvent(Node):
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
    actor: str = strawberry.field(description="操作人: the person who did it, by name.")
    actor_id: str = strawberry.field(
        description="操作人标识: tells the person from all others, two of one name too; the same after a new name."
    )
    recorded: strawberry.Private[Event]

    @classmethod
    def of(cls, row: EventRow, at: int) -> LedgerEvent:
        event = row.event
        effective_on: str | None = getattr(event, "effective_on", None)
        return cls(
            id=strawberry.ID(encode("LedgerEvent", str(event.position))),
            at=at,
            position=event.position,
            type=event.KIND.name,
            stream=strawberry.ID(owner_of(event)),
            version=event.originator_version,
            recorded_at=row.recorded_at,
            effective_on=dt.date.fromisoformat(effective_on) if effective_on else None,
            actor=name_of(event.actor),
            actor_id=identity_of(event.actor),
            recorded=event,
        )

    def schools(self) -> Sequence[str | None]:
        return self.recorded.schools

    data = of_all(
        "事件内容: what it says, amounts in fen. Personal data is null; a list of thousands (the lines of a "
        "roster or run) is only its length; a step of a status change names it in changeId.",
        Json,
        _data,
    )
    texts = of_all(
        "文字说明: the free text about the person that it holds: reasons, comments, where papers are filed. In data it "
        "is null, but for what version 0.1 recorded.",
        list[PersonalText],
        _texts,
    )


def _change_of(event: Event) -> str | None:
    """The global id of the status change that the event is a step of."""
    if event.KIND.change is None or event.person is None:
        return None
    number = getattr(event, event.KIND.change)
    return encode("StatusChange", enrolment_id(event.originator_id, number))


def _readable(kind: Kind, name: str, value: Any) -> Any:
    if name in kind.sealed:
        return None
    if name in kind.counted:
        return len(value)
    if name == kind.grounds:
        return [{"code": code, "position": str(position)} for code, position in grounds_in(value)]
    return value


IN_STREAM = Many(known(queries.of_streams), key=lambda row: row[0])


async def histories_of(context: Context, streams: Sequence[Any], at: int) -> list[list[LedgerEvent]]:
    """The events of each stream that the viewer may see, oldest first."""
    places = await context.loaders(at).many(IN_STREAM).load_many(streams)
    return await lists_of(context, [[position for _, position in of_one] for of_one in places], at)


async def lists_of(context: Context, positions: Sequence[Sequence[int]], at: int) -> list[list[LedgerEvent]]:
    """The events at each list of positions that the viewer may see."""
    seen = await seen_at(context, chain(*positions), at)
    return [[seen[place] for place in places if place in seen] for places in positions]


async def seen_at(context: Context, positions: Iterable[int], at: int) -> dict[int, LedgerEvent]:
    """The events at these positions that the viewer may see."""
    events = await load_many(context, "LedgerEvent", dict.fromkeys(positions), at)
    return {event.position: event for event in events}


def check_topics(topics: Iterable[str] | None) -> Iterable[str] | None:
    """Stored names of events, as given. Raises ClientError for a name that no event has."""
    unknown = sorted(set(topics or ()) - EVENTS.keys())
    if unknown:
        raise ClientError(
            "No event is named {name}; names look like 'aid.PaymentSettled.v1'.",
            RequestCode.INVALID_INPUT,
            ["types"],
            name=unknown[0],
        )
    return topics


STREAM = Filter(
    "stream",
    strawberry.ID | None,
    "事件流: only the history of this node, by its global id.",
    "stream",
    lambda given: None if given is None else stream_of(given) or NOBODY,
)
TYPES = Filter(
    "types",
    list[str] | None,
    '事件类型: only of these stored names, such as "aid.PaymentSettled.v1".',
    "topics",
    check_topics,
)
SINCE = Filter("after_position", Position | None, "起始台账位置: only events after it.", "since")

Topics = Annotated[list[str] | None, strawberry.argument(description=TYPES.description)]
AfterPosition = Annotated[Position | None, strawberry.argument(description=SINCE.description)]


async def _list(
    pool: Connections,
    visible: Visible,
    at: int,
    *,
    since: int | None,
    after: Key | None,
    **wanted: Any,
) -> list[Place]:
    begin = int(after[0] or 0) if after else since or 0
    return [Place(position) for position in await queries.events(pool, visible, at, after=begin, **wanted)]


events = listing(
    "events",
    "台账事件: the log itself as far as you may see it, oldest first.",
    "LedgerEvent",
    _list,
    ["position"],
    STREAM,
    TYPES,
    SINCE,
    named_by="position",
    newest=True,
)
