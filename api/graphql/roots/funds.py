"""Questions about money."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry

from api.graphql.arguments import After, DivisionPrefix, First, Known, digits, moment, written
from api.graphql.connection import Connection
from api.graphql.enums import Scheme
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.keys import code_key
from api.graphql.listing import Listing
from api.graphql.types.fund_account import FundAccount
from api.graphql.types.trial_balance import TrialBalance
from domain.policy.calendar import Term
from projections.funds import queries

ACCOUNTS = Listing(
    "fundAccounts", (str, str, str), lambda row: (row.school, row.scheme, row.term), FundAccount.of
)


@strawberry.type
class FundsQueries:
    """Part of Query."""

    @field("资金账户: of one school, scheme and term; null before its first allocation or out of your scope.")
    async def fund_account(
        self,
        info: Info,
        school_code: Annotated[str, strawberry.argument(description="学校标识码: the school, ten digits.")],
        scheme: Annotated[Scheme, strawberry.argument(description="资助项目: the scheme.")],
        term: Annotated[Term, strawberry.argument(description="学期: the term.")],
        as_of: Known = None,
    ) -> FundAccount | None:
        """As known at asOf."""
        at, code = await moment(info.context, as_of), code_key(school_code)
        visible = await info.context.schools(at)
        if code is None or (visible is not None and code not in visible):
            return None
        return await info.context.loaders(at).accounts.load((code, scheme, str(term)))

    @field("资金账户列表: the accounts in your scope, by school, scheme and term.")
    async def fund_accounts(
        self,
        info: Info,
        division_prefix: DivisionPrefix = None,
        scheme: Annotated[
            Scheme | None, strawberry.argument(description="资助项目: only of this scheme.")
        ] = None,
        term: Annotated[Term | None, strawberry.argument(description="学期: only of this term.")] = None,
        as_of: Known = None,
        first: First = None,
        after: After = None,
    ) -> Connection[FundAccount]:
        """One page."""
        division = digits(division_prefix, "divisionPrefix", 6)
        filters = {"division": division, "scheme": scheme, "term": term}
        read = partial(queries.list_accounts, division=division, scheme=scheme, term=written(term))
        known = await moment(info.context, as_of)
        return await ACCOUNTS.page(info.context, filters, first, after, known, read)

    @field("试算平衡: the double entry of the schools in your scope, summed by account.")
    async def trial_balance(self, info: Info, as_of: Known = None) -> TrialBalance:
        """As known at asOf."""
        at = await moment(info.context, as_of)
        visible = await info.context.schools(at)
        return TrialBalance.of(await queries.totals(info.context.reader.pool, visible, at))
