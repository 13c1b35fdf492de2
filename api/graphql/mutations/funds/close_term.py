"""closeTerm."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.funds.account import FundAccountPayload, OfAccount, account_payload
from api.graphql.mutations.keyed import INPUT
from api.graphql.mutations.outcome import outcome_of
from domain.funds import close_term as domain


@strawberry.input(description="学期清算: an account is closed; what is left becomes a surplus.")
class CloseTermInput(OfAccount):
    """The contract's CloseTermInput."""

    closed_on: dt.date = strawberry.field(description="清算日期: the day of the close, not in the future.")

    def command(self) -> domain.CloseTerm:
        """What the domain is asked."""
        return domain.CloseTerm(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            scheme=self.scheme,
            term=self.term,
            closed_on=self.closed_on,
        )


async def close_term(info: Info, given: Annotated[CloseTermInput, INPUT]) -> FundAccountPayload:
    """学期清算: close an account; refused while payments are in transit. Role AID_AUTHORITY."""
    return await account_payload(await outcome_of(info, domain.close_term, given.command()))
