"""Questions about the ledger itself, and about anything by its id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import strawberry

from api.graphql.arguments import After, First
from api.graphql.connection import Connection, connect
from api.graphql.errors import ClientError, RequestCode
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.keyset import page_of
from api.graphql.node_lookup import find, stream_of
from api.graphql.paging import ask
from api.graphql.scalars import Position
from api.graphql.types.ledger import Ledger
from api.graphql.types.ledger_event import LedgerEvent
from api.graphql.types.node import Node
from api.graphql.types.viewer import Viewer
from domain.catalogue import EVENTS
from projections.histories import queries

Topics = Annotated[
    list[str] | None,
    strawberry.argument(description='事件类型: only of these stored names, such as "aid.PaymentSettled.v1".'),
]
AfterPosition = Annotated[
    Position | None, strawberry.argument(description="起始台账位置: only events after it.")
]


@strawberry.type
class LogQueries:
    """Part of Query."""

    @field("节点: anything by its global id; null when unknown, malformed or out of your scope.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="全局标识: the id.")]
    ) -> Node | None:
        """As known now."""
        found: Node | None = await find(info.context, id)
        return found

    @field("当前用户: who you are, and what you may see.")
    def me(self, info: Info) -> Viewer:
        """From the token."""
        return Viewer.of(info.context.viewer)

    @field("台账: the ledger, and how far its tables have come.")
    async def ledger(self, info: Info) -> Ledger:
        """As it stands, once it has come as far as the request's Ledger-Position asks."""
        await info.context.position()
        ledger = info.context.ledger
        return Ledger(code=ledger.code, position=await ledger.position())

    @field("台账事件: the log itself as far as you may see it, oldest first.")
    async def events(
        self,
        info: Info,
        stream: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="事件流: only the history of this node, by its global id."),
        ] = None,
        types: Topics = None,
        after_position: AfterPosition = None,
        first: First = None,
        after: After = None,
    ) -> Connection[LedgerEvent]:
        """One page. A later page is read as of its own moment: the log only grows."""
        check_topics(types)
        context = info.context
        id = stream_of(stream) if stream is not None else None
        filters = {"stream": stream, "types": types, "after": after_position}
        at = await context.position()
        asked, _ = ask("events", filters, first, after, at, int)
        since = int(asked.after[0] or 0) if asked.after else after_position or 0
        found: list[int] = []
        if stream is None or id is not None:
            found = await queries.events(
                context.reader.pool, await context.schools(at), at, id, types, since, asked.size + 1
            )
        events = await context.loaders(at).events_at(found)
        return connect(
            asked, page_of(events, asked.size, lambda event: (event.position,)), lambda event: event
        )


def check_topics(topics: Iterable[str] | None) -> None:
    """Raises ClientError for a name that no event has."""
    unknown = sorted(set(topics or ()) - EVENTS.keys())
    if unknown:
        raise ClientError(
            f"No event is named {unknown[0]!r}; names look like 'aid.PaymentSettled.v1'.",
            RequestCode.INVALID_INPUT,
            ["types"],
        )
