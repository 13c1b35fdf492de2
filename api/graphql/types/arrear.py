"""Arrears (欠发): a month that is due and not paid."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

import strawberry

from api.graphql.enums import Scheme
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.scalars import Money
from api.graphql.types.references import EnrolmentRef
from domain.policy.calendar import Month
from projections.aid.arrear_queries import ArrearRow

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment


@strawberry.type(description="欠发: a month that is due to somebody and not, or not wholly, paid.")
class Arrear:
    """The contract's Arrear."""

    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that is due.")
    amount: Money = strawberry.field(description="欠发金额: what is still to be paid.")
    enrolment_id: strawberry.Private[str]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: ArrearRow, at: int) -> Arrear:
        """The arrear of one row."""
        return cls(
            scheme=Scheme(row.scheme),
            month=Month.parse(row.month),
            amount=row.amount,
            enrolment_id=row.enrolment,
            at=at,
        )

    @field("学籍: to whom it is due.", EnrolmentRef)
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the list was read."""
        return info.context.loaders(self.at).enrolments.load(self.enrolment_id)
