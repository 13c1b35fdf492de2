"""The money of one school, scheme and term (资金账户)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from api.graphql.arguments import Known, moment
from api.graphql.enums import FundSource, Scheme
from api.graphql.field import Info, of_all, query
from api.graphql.funds.surplus import Surplus
from api.graphql.loaders import Many
from api.graphql.relay.filters import DIVISION, SCHEME, TERM
from api.graphql.relay.keys import code_key
from api.graphql.relay.listing import AS_OF, listing
from api.graphql.relay.node import at_of, is_visible, link, load, node
from api.graphql.relay.reads import known
from api.graphql.relay.school_link import school_link
from api.graphql.scalars import Money
from api.graphql.writing.mutation import Keyed
from api.graphql.writing.payload import Payload
from domain.policy.calendar import Term
from projections.funds import queries
from projections.funds.queries import AccountKey, AccountRow, AllocationRow


@strawberry.type(description="资金下达: money received from one source under one document number.")
class Allocation:
    source: FundSource = strawberry.field(description="资金来源: who gave it.")
    amount: Money = strawberry.field(description="金额: how much.")
    document_number: str = strawberry.field(description="文号: the document's number.")
    received_on: dt.date = strawberry.field(description="到账日期: when it was received.")
    row: strawberry.Private[AllocationRow]
    at: strawberry.Private[int]

    event = link("LedgerEvent", "事件: the event that recorded it.", "row.position")

    @classmethod
    def of(cls, row: AllocationRow, at: int) -> Allocation:
        return cls(
            source=FundSource[row.source],
            amount=row.amount,
            document_number=row.document,
            received_on=row.received_on,
            row=row,
            at=at,
        )


def _key(answered: Any) -> AccountKey | None:
    """As a mutation's answer holds it; an account has no global id."""
    return answered if isinstance(answered, tuple) else None


ALLOCATIONS = Many(known(queries.allocations), lambda row: row[1:4], Allocation.of)


async def _allocations(accounts: Sequence[FundAccount], info: Info) -> list[list[Allocation]]:
    rows = info.context.loaders(at_of(accounts)).many(ALLOCATIONS)
    return await rows.load_many([account.row[:3] for account in accounts])


@node("FundAccount", key=_key, read=known(queries.accounts), key_of=lambda row: row[:3])
@strawberry.type(description="资金账户: the aid money of one school, scheme and term.")
class FundAccount:
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term.")
    closed: bool = strawberry.field(description="已结账: whether the term is closed.")
    allocated: Money = strawberry.field(description="下达总额: received in all.")
    instructed: Money = strawberry.field(
        description="已指令金额: ever instructed, and neither failed nor returned."
    )
    settled: Money = strawberry.field(description="已到账金额: paid out and stayed paid.")
    in_transit: Money = strawberry.field(description="在途金额: with the bank, no result yet.")
    recovered: Money = strawberry.field(description="追缴金额: taken back from payees.")
    available: Money = strawberry.field(description="可用金额: can still be paid; nothing once closed.")
    surplus: Surplus | None = strawberry.field(description="结余: null until the term is closed.")
    row: strawberry.Private[AccountRow]
    at: strawberry.Private[int]

    school = school_link("学校: whose account it is.")

    @classmethod
    def of(cls, row: AccountRow, at: int) -> FundAccount:
        return cls(
            scheme=Scheme[row.scheme],
            term=Term.parse(row.term),
            closed=row.closed,
            allocated=row.allocated,
            instructed=row.settled + row.in_transit,
            settled=row.settled,
            in_transit=row.in_transit,
            recovered=row.recovered,
            available=row.available,
            surplus=Surplus.of(row),
            row=row,
            at=at,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    allocations = of_all(
        "资金下达: what was received, in the order recorded.", list[Allocation], _allocations
    )


@query("资金账户: of one school, scheme and term; null before its first allocation or out of your scope.")
async def fund_account(
    info: Info,
    school_code: Annotated[str, strawberry.argument(description="学校标识码: the school, ten digits.")],
    scheme: Annotated[Scheme, strawberry.argument(description="资助项目: the scheme.")],
    term: Annotated[Term, strawberry.argument(description="学期: the term.")],
    as_of: Known = None,
) -> FundAccount | None:
    at, code = await moment(info.context, as_of), code_key(school_code)
    if code is None:
        return None
    found: FundAccount | None = await load(info.context, "FundAccount", (code, scheme, str(term)), at)
    return found if found and await is_visible(info.context, found) else None


fund_accounts = listing(
    "fundAccounts",
    "资金账户列表: the accounts in your scope, by school, scheme and term.",
    FundAccount,
    queries.list_accounts,
    ["school", "scheme", "term"],
    DIVISION,
    SCHEME,
    TERM,
    AS_OF,
)


@strawberry.input
class OfAccount(Keyed):
    """The base of inputs about one account."""

    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term.")


@strawberry.type(description="资金账户的结果: the account after the entry.")
class FundAccountPayload(Payload):
    account: FundAccount | None = strawberry.field(description="资金账户: the account.")
