"""Surplus on its way back to its sources (结余清退)."""

from __future__ import annotations

import datetime as dt

import strawberry

from api.graphql.enums import FundSource
from api.graphql.funds.accounts import FundAccountPayload, OfAccount
from api.graphql.scalars import Money
from api.graphql.writing.mutation import mutation
from domain.funds.refund import AcknowledgeRefund, RemitRefund


@strawberry.input(description="结余清退: surplus on its way back to one source.")
class RefundInput(OfAccount):
    source: FundSource = strawberry.field(description="资金来源: the source that it goes back to.")
    amount: Money = strawberry.field(description="金额: yuan, more than zero.")
    on: dt.date = strawberry.field(
        description="日期: of the remittance or of its receipt, not in the future."
    )
    reference: str = strawberry.field(
        description="凭证号: the bank's reference, or the treasury's document, 1 to 200 characters."
    )


remit_refund = mutation(
    RefundInput,
    RemitRefund,
    FundAccountPayload,
    "结余清退: record surplus sent back to a source, never more than is due. Role FINANCE.",
)

acknowledge_refund = mutation(
    RefundInput,
    AcknowledgeRefund,
    FundAccountPayload,
    "清退确认: record that a source has it, never more than was remitted. Role FINANCE.",
)
