"""recordAllocation."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.enums import FundSource
from api.graphql.info import Info
from api.graphql.mutations.funds.account import FundAccountPayload, OfAccount, account_payload
from api.graphql.mutations.keyed import INPUT
from api.graphql.mutations.outcome import outcome_of
from api.graphql.scalars import Money
from domain.funds import record_allocation as domain


@strawberry.input(description="资金下达: money received from one source under one document number.")
class RecordAllocationInput(OfAccount):
    """The contract's RecordAllocationInput."""

    source: FundSource = strawberry.field(description="资金来源: the level of government that gives it.")
    amount: Money = strawberry.field(description="金额: yuan received, more than zero.")
    document_number: str = strawberry.field(description="文号: of the document, 1 to 200 characters.")
    received_on: dt.date = strawberry.field(
        description="到账日期: the day the money came, not in the future."
    )

    def command(self) -> domain.RecordAllocation:
        """What the domain is asked."""
        return domain.RecordAllocation(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            scheme=self.scheme,
            term=self.term,
            source=self.source,
            amount=self.amount,
            document_number=self.document_number,
            received_on=self.received_on,
        )


async def record_allocation(info: Info, given: Annotated[RecordAllocationInput, INPUT]) -> FundAccountPayload:
    """资金下达: record money received for a school, scheme and term. Role FINANCE."""
    return await account_payload(await outcome_of(info, domain.record_allocation, given.command()))
