"""A payment (发放记录): one student, one scheme, one month."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

import strawberry

from api.graphql.enums import PaymentState, Scheme
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.scalars import Money
from api.graphql.types.justification import Justification
from api.graphql.types.node import Node
from api.graphql.types.references import EnrolmentRef, LedgerEventRef, RunRef, SchoolRef, StudentRef
from domain.policy.calendar import Month
from projections.aid.queries import PaymentRow

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment
    from api.graphql.types.ledger_event import LedgerEvent
    from api.graphql.types.run import Run
    from api.graphql.types.school import School
    from api.graphql.types.student import Student


@strawberry.type(description="发放记录: the money of one student, one scheme and one month.")
class Payment(Node):
    """The contract's Payment."""

    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that it pays.")
    amount: Money = strawberry.field(description="金额: of the newest attempt.")
    state: PaymentState = strawberry.field(description="发放状态: what became of the newest attempt.")
    attempt: int = strawberry.field(description="发放次数: which attempt is the newest, from 1.")
    row: strawberry.Private[PaymentRow]

    @classmethod
    def of(cls, row: PaymentRow, at: int) -> Payment:
        """The payment of one row."""
        return cls(
            id=strawberry.ID(encode("Payment", str(row.id))),
            at=at,
            scheme=Scheme(row.scheme),
            month=Month.parse(row.month),
            amount=row.amount,
            state=PaymentState(row.state),
            attempt=row.attempt,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("学生: for whom it is.", StudentRef)
    def student(self, info: Info) -> Awaitable[Student | None]:
        """As known when the payment was read."""
        return info.context.loaders(self.at).students.load(self.row.student)

    @field("学籍: the enrolment that it is paid for.", EnrolmentRef)
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the payment was read."""
        return info.context.loaders(self.at).enrolments.load(self.row.enrolment)

    @field("学校: the school that pays it.", SchoolRef)
    def school(self, info: Info) -> Awaitable[School | None]:
        """As known when the payment was read."""
        return info.context.loaders(self.at).schools.load(self.row.school)

    @field("发放批次: the run of the newest attempt.", RunRef)
    def run(self, info: Info) -> Awaitable[Run | None]:
        """As known when the payment was read."""
        return info.context.loaders(self.at).runs.load(self.row.run)

    @field("发放依据: why it was made, and whether that still holds.")
    def justification(self, info: Info) -> Justification:
        """Of the newest attempt."""
        return Justification.of(self.row, self.month, self.at, info.context.ledger.policy.rates)

    @field("历史: every event of this payment, in order.", list[LedgerEventRef])
    def history(self, info: Info) -> Awaitable[Sequence[LedgerEvent]]:
        """Instructed, settled, failed, returned, recovered."""
        return info.context.loaders(self.at).history_of_stream(self.row.id)
