"""recordRecovery."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.ids import stream_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.scalars import Money
from api.graphql.types.payment import Payment
from domain.aid import record_recovery as domain


@strawberry.input(description="追缴: money taken back from a payment that has lost its justification.")
class RecordRecoveryInput(Keyed):
    """The contract's RecordRecoveryInput."""

    payment_id: strawberry.ID = strawberry.field(description="发放记录标识: the payment.")
    amount: Money = strawberry.field(description="金额: yuan taken back, up to what is open.")
    received_on: dt.date = strawberry.field(
        description="到账日期: the day the money came, not in the future."
    )
    reference: str = strawberry.field(description="凭证号: of the bank or the receipt, 1 to 200 characters.")

    def command(self) -> domain.RecordRecovery:
        """What the domain is asked."""
        return domain.RecordRecovery(
            idempotency_key=self.idempotency_key,
            payment_id=stream_of("Payment", self.payment_id),
            amount=self.amount,
            received_on=self.received_on,
            reference=self.reference,
        )


@strawberry.type(description="追缴的结果: the payment after the recovery.")
class RecoveryPayload(Payload):
    """The contract's RecoveryPayload."""

    payment: Payment | None = strawberry.field(description="发放记录: the payment.")


async def record_recovery(info: Info, given: Annotated[RecordRecoveryInput, INPUT]) -> RecoveryPayload:
    """追缴: record money taken back, up to what is open, then ALREADY_DONE. Role FINANCE."""
    outcome = await outcome_of(info, domain.record_recovery, given.command())
    return RecoveryPayload(
        payment=await outcome.one("payment"), position=outcome.position, errors=outcome.errors
    )
