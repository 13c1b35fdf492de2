"""A line of a run (发放明细): who is to be paid, and how much; what an approver reads before naming the digest."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

import strawberry

from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.scalars import Money
from api.graphql.types.references import EnrolmentRef
from domain.aid.lines import RunLine as Line

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment


@strawberry.type(description="发放明细: one line of a run as it was drafted.")
class RunLine:
    """Beyond the contract."""

    amount: Money = strawberry.field(description="金额: what is to be paid.")
    attempt: int = strawberry.field(
        description="发放次数: which attempt of the month's payment it is, from 1."
    )
    enrolment_id: strawberry.Private[str]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, line: Line, at: int) -> RunLine:
        """The line as the run's draft recorded it."""
        enrolment = f"{line.person}.{line.enrolment}"
        return cls(amount=line.amount, attempt=line.attempt, enrolment_id=enrolment, at=at)

    @field("学籍: whose enrolment is paid.", EnrolmentRef)
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the run was read."""
        return info.context.loaders(self.at).enrolments.load(self.enrolment_id)
