"""Payments (发放记录): one student, one scheme, one month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from api.graphql.aid.justification import Justification
from api.graphql.enums import PaymentState, Scheme
from api.graphql.field import Info, field, of_all, query
from api.graphql.log.events import LedgerEvent, histories_of
from api.graphql.relay.filters import MONTH, SCHEME, SCHOOL, Filter, states, student_key
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.listing import AS_OF, listing
from api.graphql.relay.node import Node, at_of, find, link, node
from api.graphql.relay.reads import known
from api.graphql.relay.school_link import school_link
from api.graphql.scalars import Money
from domain.aid.payment import Payment as Stream
from domain.policy.calendar import Month
from projections.aid import payment_queries, queries


async def _histories(payments: Sequence[Payment], info: Info) -> list[list[LedgerEvent]]:
    return await histories_of(info.context, [payment.row.id for payment in payments], at_of(payments))


@node("Payment", key=uuid_key, read=known(queries.payments), stream=Stream.STREAM)
@strawberry.type(description="发放记录: the money of one student, one scheme and one month.")
class Payment(Node):
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that it pays.")
    amount: Money = strawberry.field(description="金额: of the newest attempt.")
    state: PaymentState = strawberry.field(description="发放状态: what became of the newest attempt.")
    attempt: int = strawberry.field(description="发放次数: which attempt is the newest, from 1.")
    row: strawberry.Private[queries.PaymentRow]

    student = link("Student", "学生: for whom it is.", "row.student")
    enrolment = link("Enrolment", "学籍: the enrolment that it is paid for.", "row.enrolment")
    school = school_link("学校: the school that pays it.")
    run = link("Run", "发放批次: the run of the newest attempt.", "row.run")

    @classmethod
    def of(cls, row: queries.PaymentRow, at: int) -> Payment:
        return cls(
            id=strawberry.ID(encode("Payment", str(row.id))),
            at=at,
            scheme=Scheme[row.scheme],
            month=Month.parse(row.month),
            amount=row.amount,
            state=PaymentState[row.state],
            attempt=row.attempt,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("发放依据: why it was made, and whether that still holds.")
    def justification(self, info: Info) -> Justification:
        return Justification.of(self.row, self.month, self.at, info.context.ledger.policy.rates)

    history = of_all(
        "历史: the events of this payment, in order, as far as you may see them; where another school paid it before, "
        "those are that school's.",
        list[LedgerEvent],
        _histories,
    )


@query("发放记录: by its global id; null when unknown or out of your scope.")
async def payment(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="全局标识: the payment's id.")],
) -> Payment | None:
    found: Payment | None = await find(info.context, id, "Payment")
    return found


payments = listing(
    "payments",
    "发放记录列表: payments in your scope, by school, month and id.",
    Payment,
    payment_queries.list_payments,
    ["school", "month", "id"],
    SCHOOL,
    Filter(
        "student_id",
        strawberry.ID | None,
        "学生: only for this student, a global id.",
        "student",
        student_key,
    ),
    SCHEME,
    MONTH,
    states(PaymentState, "发放状态: only in these."),
    Filter(
        "justified",
        bool | None,
        "依据是否成立: false: only those whose justification does not hold; true: the others.",
        "justified",
    ),
    AS_OF,
)
