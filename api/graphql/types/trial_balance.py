"""The trial balance (试算平衡) of the double entry."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from api.graphql.scalars import Money
from projections.funds.queries import TotalRow


@strawberry.type(description="会计科目: one account of the double entry with its sums.")
class LedgerAccount:
    """The contract's LedgerAccount."""

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
    """The contract's TrialBalance."""

    balanced: bool = strawberry.field(description="是否平衡: whether debits and credits are equal.")
    accounts: list[LedgerAccount] = strawberry.field(description="会计科目: by code.")

    @classmethod
    def of(cls, rows: Sequence[TotalRow]) -> TrialBalance:
        """The balance of these sums."""
        return cls(
            balanced=sum(row.debit for row in rows) == sum(row.credit for row in rows),
            accounts=[LedgerAccount(code=row.code, debit=row.debit, credit=row.credit) for row in rows],
        )
