"""An overpayment (多发): what was paid and has lost its justification."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

import strawberry

from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.scalars import Money
from api.graphql.types.ledger_event import LedgerEvent
from api.graphql.types.node import Node
from api.graphql.types.payment import Payment
from projections.aid.queries import PaymentRow


@strawberry.type(
    description="多发: money that was paid and is not due on what is known now; gone when the past changes back."
)
class Overpayment(Node):
    """The contract's Overpayment."""

    payment: Payment = strawberry.field(description="发放记录: the payment.")
    amount: Money = strawberry.field(description="多发金额: paid without being due, recovered or not.")
    recovered: Money = strawberry.field(description="已追缴金额: taken back so far.")
    open: bool = strawberry.field(description="未结清: whether some of it is still to be taken back.")
    row: strawberry.Private[PaymentRow]

    @classmethod
    def of(cls, payment: Payment) -> Overpayment:
        """What was overpaid of a payment that has lost its justification."""
        row = payment.row
        return cls(
            id=strawberry.ID(encode("Overpayment", str(row.id))),
            at=payment.at,
            payment=payment,
            amount=row.overpaid,
            recovered=row.recovered,
            open=row.to_recover > 0,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("原因: the newest event that took the justification away.", LedgerEvent)
    def cause(self, info: Info) -> Awaitable[LedgerEvent | None]:
        """From the log."""
        position = max(self.row.causes, default=self.row.known_from)
        return info.context.loaders(self.at).events.load(position)
