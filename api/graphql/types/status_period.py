"""A span of one status (学籍状态区间)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable
from typing import TYPE_CHECKING

import strawberry

from api.graphql.enums import EnrolmentStatus
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.types.references import LedgerEventRef
from projections.registry.queries import PeriodRow

if TYPE_CHECKING:
    from api.graphql.types.ledger_event import LedgerEvent


@strawberry.type(description="学籍状态区间: the days of one status, by effect.")
class StatusPeriod:
    """The contract's StatusPeriod."""

    status: EnrolmentStatus = strawberry.field(description="学籍状态: the status.")
    since: dt.date = strawberry.field(name="from", description="起始日期: its first day.")
    until: dt.date | None = strawberry.field(
        description="截止日期: the first day after it; null while it lasts."
    )
    began_by: strawberry.Private[int]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: PeriodRow, at: int) -> StatusPeriod:
        """The span of one row."""
        return cls(
            status=EnrolmentStatus(row.status),
            since=row.since,
            until=row.until,
            began_by=row.event,
            at=at,
        )

    @field("起始事件: the event that began it.", LedgerEventRef)
    def event(self, info: Info) -> Awaitable[LedgerEvent | None]:
        """From the log."""
        return info.context.loaders(self.at).events.load(self.began_by)
