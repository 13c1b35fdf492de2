"""The log as it grows: none missed, none twice, in order.

Read from the log itself, a page at a time, and only when the last event has left: nothing is queued.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, subscription
from api.graphql.log.events import AfterPosition, EventRow, LedgerEvent, Topics, check_topics
from api.graphql.scope import in_scope
from domain.event import Event
from domain.mandate import Mandate
from domain.registry.events import SchoolOpened
from projections.engine.conditions import Visible

PAGE = 200
IDLE = 5.0  # seconds after which it looks even if nobody called


class Scope:
    """The schools that the viewer may see: those known when it began, and those opened since."""

    def __init__(self, viewer: Mandate, visible: Visible) -> None:
        self._viewer = viewer
        self._visible = None if visible is None else set(visible)

    def holds(self, event: Event) -> bool:
        """Whether the viewer may see the event. Call it with every event, in order."""
        if self._visible is None:
            return True
        if isinstance(event, SchoolOpened) and self._viewer.covers_school(event.code, event.division):
            self._visible.add(event.code)
        return in_scope(self._visible, event.schools)


@strawberry.type(description="订阅: what is pushed as it happens.")
class Subscription:
    @subscription(
        "台账事件流: events as they are recorded, from a position on (left out: from now): first those already "
        "there, then the new ones, none missed, none twice. After a break, go on after the last position seen."
    )
    async def events(
        self, info: Info, after_position: AfterPosition = None, types: Topics = None
    ) -> AsyncGenerator[LedgerEvent, None]:
        check_topics(types)
        ledger = info.context.ledger
        head = await ledger.position()
        since = head if after_position is None else after_position
        if since > head:
            raise ClientError(
                "Position {wanted} lies past the newest one, {head}: it is of another ledger, or of before a restore.",
                RequestCode.INVALID_INPUT,
                ["afterPosition"],
                wanted=since,
                head=head,
            )
        async for event, recorded_at in _visible(info.context, since):
            if types is None or event.KIND.name in types:
                yield LedgerEvent.of(EventRow(event, recorded_at), event.position)


async def _visible(context: Context, since: int) -> AsyncGenerator[tuple[Event, datetime], None]:
    """What follows ``since`` and lies in the viewer's scope, for ever."""
    # The tables may be behind the log: a school opened in between is learnt from the log as well.
    position = min(since, await context.position())
    scope = Scope(context.viewer, await context.schools(position))
    appended = context.reader.wakeup.appended
    while True:
        times = appended.times
        rows = await context.ledger.page(position, PAGE)
        await context.ledger.position()  # raises, were they another log's
        for row in rows:
            event = context.ledger.codec.decode(row)
            position = event.position
            if scope.holds(event) and position > since:
                yield event, row["recorded_at"]
        if len(rows) < PAGE:
            await appended.after(times, IDLE)
