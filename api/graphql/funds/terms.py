"""Closing an account at the end of its term (学期清算)."""

from __future__ import annotations

import datetime as dt

import strawberry

from api.graphql.funds.accounts import FundAccountPayload, OfAccount
from api.graphql.writing.mutation import mutation
from domain.funds.close_term import CloseTerm


@strawberry.input(description="学期清算: an account is closed; what is left becomes a surplus.")
class CloseTermInput(OfAccount):
    closed_on: dt.date = strawberry.field(description="清算日期: the day of the close, not in the future.")


close_term = mutation(
    CloseTermInput,
    CloseTerm,
    FundAccountPayload,
    "学期清算: close an account; refused while payments are in transit. Role AID_AUTHORITY.",
)
