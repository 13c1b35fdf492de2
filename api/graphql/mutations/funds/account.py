"""What the mutations of an aid account answer, and how their inputs name it."""

import strawberry

from api.graphql.enums import Scheme
from api.graphql.mutations.keyed import Keyed
from api.graphql.mutations.outcome import Outcome
from api.graphql.mutations.payload import Payload
from api.graphql.types.fund_account import FundAccount
from domain.policy.calendar import Term


@strawberry.input
class OfAccount(Keyed):
    """The base of inputs about one account."""

    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term.")


@strawberry.type(description="资金账户的结果: the account after the entry.")
class FundAccountPayload(Payload):
    """The contract's FundAccountPayload."""

    account: FundAccount | None = strawberry.field(description="资金账户: the account.")


async def account_payload(outcome: Outcome) -> FundAccountPayload:
    """The payload of a command that answers with an account."""
    return FundAccountPayload(
        account=await outcome.one("account"), position=outcome.position, errors=outcome.errors
    )
