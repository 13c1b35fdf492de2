"""Closing an account at the end of its term (学期清算)."""

from __future__ import annotations

import datetime as dt

import strawberry

from api.graphql.funds.accounts import FundAccountPayload, OfAccount
from api.graphql.writing.mutation import mutation
from domain.funds import close_term as domain


@strawberry.input(description="学期清算: an account is closed; what is left becomes a surplus.")
class CloseTermInput(OfAccount):
    closed_on: dt.date = strawberry.field(description="清算日期: the day of the close, not in the future.")

    def command(self) -> domain.CloseTerm:
        return domain.CloseTerm(
            idempotency_key=self.idempotency_key,
            school=self.school_code,
            scheme=self.scheme.value,
            term=self.term,
            closed_on=self.closed_on,
        )


close_term = mutation(
    CloseTermInput,
    domain.close_term,
    FundAccountPayload,
    "学期清算: close an account; refused while payments are in transit. Role AID_AUTHORITY.",
)
