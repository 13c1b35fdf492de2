"""Overpayments (多发): what was paid and has lost its justification, and how it is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import strawberry

from api.graphql.aid.payments import Payment
from api.graphql.field import Info, of_all
from api.graphql.log.events import LedgerEvent, histories_of, lists_of
from api.graphql.relay.filters import SCHOOL, Filter
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.listing import listing
from api.graphql.relay.node import Node, at_of, node
from api.graphql.relay.reads import known
from api.graphql.scalars import Money
from api.graphql.writing.command import node_id
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.aid.record_recovery import RecordRecovery
from domain.ledger.postgres.connections import Connections
from projections.aid import payment_queries, queries


async def _overpaid(pool: Connections, ids: Sequence[UUID], at: int) -> list[queries.PaymentRow]:
    return [row for row in await queries.payments(pool, ids, at) if row.overpaid]


async def _causes(overpayments: Sequence[Overpayment], info: Info) -> list[LedgerEvent]:
    context, at = info.context, at_of(overpayments)
    rows = [each.row for each in overpayments]
    causes = await lists_of(context, [sorted(row.causes or [row.known_from]) for row in rows], at)
    unseen = [row.id for row, seen in zip(rows, causes, strict=True) if not seen]
    own = iter(await histories_of(context, unseen, at) if unseen else ())
    return [(seen or next(own))[-1] for seen in causes]


@node("Overpayment", key=uuid_key, read=known(_overpaid))
@strawberry.type(
    description="多发: money that was paid and is not due on what is known now; a correction may make it due again."
)
class Overpayment(Node):
    payment: Payment = strawberry.field(description="发放记录: the payment.")
    amount: Money = strawberry.field(description="多发金额: paid without being due, recovered or not.")
    recovered: Money = strawberry.field(description="已追缴金额: taken back so far.")
    open: bool = strawberry.field(description="未结清: whether some of it is still to be taken back.")
    row: strawberry.Private[queries.PaymentRow]

    @classmethod
    def of(cls, row: queries.PaymentRow, at: int) -> Overpayment:
        return cls(
            id=strawberry.ID(encode("Overpayment", str(row.id))),
            at=at,
            payment=Payment.of(row, at),
            amount=row.overpaid,
            recovered=row.recovered,
            open=row.to_recover > 0,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    cause = of_all(
        "原因: the newest event that took the justification away, of those that you may see; where only a school "
        "outside your scope recorded any, the newest event of the payment itself.",
        LedgerEvent,
        _causes,
    )


overpayments = listing(
    "overpayments",
    "多发列表: what was paid and is not due on what is known now, by school and payment.",
    Overpayment,
    payment_queries.list_overpayments,
    ["school", "id"],
    SCHOOL,
    Filter(
        "open",
        bool | None,
        "未结清: true: only with something to take back; false: only without.",
        "still_open",
    ),
)


@strawberry.input(description="追缴: money taken back from a payment that has lost its justification.")
class RecordRecoveryInput(Keyed):
    payment_id: strawberry.ID = node_id("Payment", "发放记录标识: the payment.")
    amount: Money = strawberry.field(description="金额: yuan taken back, up to what is open.")
    received_on: dt.date = strawberry.field(
        description="到账日期: the day the money came, not in the future."
    )
    reference: str = strawberry.field(description="凭证号: of the bank or the receipt, 1 to 200 characters.")


@strawberry.type(description="追缴的结果: the payment after the recovery.")
class RecoveryPayload(Payload):
    payment: Payment | None = strawberry.field(description="发放记录: the payment.")


record_recovery = mutation(
    RecordRecoveryInput,
    RecordRecovery,
    RecoveryPayload,
    "追缴: record money taken back, up to what is open, then ALREADY_DONE. Role FINANCE.",
)
