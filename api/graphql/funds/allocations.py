"""Money received for an account (资金下达)."""

from __future__ import annotations

import datetime as dt

import strawberry

from api.graphql.enums import FundSource
from api.graphql.funds.accounts import FundAccountPayload, OfAccount
from api.graphql.scalars import Money
from api.graphql.writing.mutation import mutation
from domain.funds.record_allocation import RecordAllocation


@strawberry.input(description="资金下达: money received from one source under one document number.")
class RecordAllocationInput(OfAccount):
    source: FundSource = strawberry.field(description="资金来源: the level of government that gives it.")
    amount: Money = strawberry.field(description="金额: yuan received, more than zero.")
    document_number: str = strawberry.field(description="文号: of the document, 1 to 200 characters.")
    received_on: dt.date = strawberry.field(
        description="到账日期: the day the money came, not in the future."
    )


record_allocation = mutation(
    RecordAllocationInput,
    RecordAllocation,
    FundAccountPayload,
    "资金下达: record money received for a school, scheme and term. Role FINANCE.",
)
