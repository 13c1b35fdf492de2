"""Arrears (欠发): months that are due and not paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import strawberry

from api.graphql.enums import Scheme
from api.graphql.relay.filters import SCHOOL
from api.graphql.relay.listing import listing
from api.graphql.relay.node import link
from api.graphql.scalars import Money
from domain.policy.calendar import CENSUS_DAY, Month, today
from projections.aid import queries


@strawberry.type(description="欠发: a month that is due to somebody and not, or not wholly, paid.")
class Arrear:
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that is due.")
    amount: Money = strawberry.field(description="欠发金额: what is still to be paid.")
    row: strawberry.Private[queries.ArrearRow]
    at: strawberry.Private[int]

    enrolment = link("Enrolment", "学籍: to whom it is due.", "row.enrolment")

    @classmethod
    def of(cls, row: queries.ArrearRow, at: int) -> Arrear:
        return cls(scheme=Scheme(row.scheme), month=Month.parse(row.month), amount=row.amount, row=row, at=at)


async def _list(
    pool: asyncpg.Pool, visible: Sequence[str] | None, at: int, **wanted: Any
) -> list[queries.ArrearRow]:
    until = str(_last_counted_month())
    return await queries.list_arrears(pool, visible, at, until=until, **wanted)


def _last_counted_month() -> Month:
    """The newest month whose census day has passed."""
    day = today()
    counted = day.day > CENSUS_DAY
    return Month.of(day) if counted else Month.of(day.replace(day=1) - timedelta(days=1))


arrears = listing(
    "arrears",
    "欠发列表: months that are due and not paid although their census day has passed, "
    "by school, enrolment, scheme and month.",
    Arrear,
    _list,
    ["school", "enrolment", "scheme", "month"],
    SCHOOL,
)
