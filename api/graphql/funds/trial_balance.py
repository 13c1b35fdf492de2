"""The trial balance (试算平衡) of the double entry."""

from __future__ import annotations

import strawberry

from api.graphql.arguments import Known, moment
from api.graphql.field import Info, query
from api.graphql.scalars import Money
from projections.funds import queries


@strawberry.type(description="会计科目: one account of the double entry with its sums.")
class LedgerAccount:
    code: str = strawberry.field(
        description=(
            '科目代码: "source:CENTRAL", "aid:<school>:<scheme>:<term>", "transit:bank", "transit:refund", '
            '"payee:student" or "payee:school".'
        )
    )
    debit: Money = strawberry.field(description="借方: what it received.")
    credit: Money = strawberry.field(description="贷方: what it gave.")


@strawberry.type(description="试算平衡: every account of the schools in your scope.")
class TrialBalance:
    balanced: bool = strawberry.field(description="是否平衡: whether debits and credits are equal.")
    accounts: list[LedgerAccount] = strawberry.field(description="会计科目: by code.")


@query("试算平衡: the double entry of the schools in your scope, summed by account.")
async def trial_balance(info: Info, as_of: Known = None) -> TrialBalance:
    at = await moment(info.context, as_of)
    rows = await queries.totals(info.context.reader.pool, await info.context.schools(at), at)
    return TrialBalance(
        balanced=sum(row.debit for row in rows) == sum(row.credit for row in rows),
        accounts=[LedgerAccount(code=row.code, debit=row.debit, credit=row.credit) for row in rows],
    )
