"""remitRefund and acknowledgeRefund."""

import datetime as dt
from typing import Annotated, Any

import strawberry

from api.graphql.enums import FundSource
from api.graphql.info import Info
from api.graphql.mutations.funds.account import FundAccountPayload, OfAccount, account_payload
from api.graphql.mutations.keyed import INPUT
from api.graphql.mutations.outcome import outcome_of
from api.graphql.scalars import Money
from domain.funds import refund as domain


@strawberry.input(description="结余清退: surplus on its way back to one source.")
class RefundInput(OfAccount):
    """The contract's RefundInput."""

    source: FundSource = strawberry.field(description="资金来源: the source that it goes back to.")
    amount: Money = strawberry.field(description="金额: yuan, more than zero.")
    on: dt.date = strawberry.field(
        description="日期: of the remittance or of its receipt, not in the future."
    )
    reference: str = strawberry.field(
        description="凭证号: the bank's reference, or the treasury's document, 1 to 200 characters."
    )

    def values(self) -> dict[str, Any]:
        """The values of either command."""
        return {
            "idempotency_key": self.idempotency_key,
            "school_code": self.school_code,
            "scheme": self.scheme,
            "term": self.term,
            "source": self.source,
            "amount": self.amount,
            "on": self.on,
            "reference": self.reference,
        }


async def remit_refund(info: Info, given: Annotated[RefundInput, INPUT]) -> FundAccountPayload:
    """结余清退: record surplus sent back to a source, never more than is due. Role FINANCE."""
    command = domain.RemitRefund(**given.values())
    return await account_payload(await outcome_of(info, domain.remit_refund, command))


async def acknowledge_refund(info: Info, given: Annotated[RefundInput, INPUT]) -> FundAccountPayload:
    """清退确认: record that a source has it, never more than was remitted. Role FINANCE."""
    command = domain.AcknowledgeRefund(**given.values())
    return await account_payload(await outcome_of(info, domain.acknowledge_refund, command))
