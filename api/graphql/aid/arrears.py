"""Arrears (欠发): months that are due and not paid."""

from __future__ import annotations

from typing import Any

import strawberry

from api.graphql.enums import Scheme
from api.graphql.relay.filters import SCHOOL
from api.graphql.relay.listing import listing
from api.graphql.relay.node import link
from api.graphql.scalars import Money
from domain.aid.due import last_counted_month
from domain.ledger.postgres.connections import Connections
from domain.policy.calendar import Month, today
from projections.aid import arrear_queries
from projections.engine.conditions import Visible


@strawberry.type(description="欠发: a month that is due to somebody and not, or not wholly, paid.")
class Arrear:
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that is due.")
    amount: Money = strawberry.field(description="欠发金额: what is still to be paid.")
    row: strawberry.Private[arrear_queries.ArrearRow]
    at: strawberry.Private[int]

    enrolment = link("Enrolment", "学籍: to whom it is due.", "row.enrolment")

    @classmethod
    def of(cls, row: arrear_queries.ArrearRow, at: int) -> Arrear:
        return cls(scheme=Scheme[row.scheme], month=Month.parse(row.month), amount=row.amount, row=row, at=at)


async def _list(
    pool: Connections, visible: Visible, at: int, **wanted: Any
) -> list[arrear_queries.ArrearRow]:
    until = str(last_counted_month(today()))
    return await arrear_queries.list_arrears(pool, visible, at, until=until, **wanted)


arrears = listing(
    "arrears",
    "欠发列表: months that are due and not paid although their census day has passed, "
    "by school, enrolment, scheme and month.",
    Arrear,
    _list,
    ["until", "school", "enrolment", "scheme", "month"],
    SCHOOL,
)
