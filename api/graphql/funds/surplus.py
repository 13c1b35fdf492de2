"""What is left of a closed term (结余), and what became of it."""

from __future__ import annotations

import msgspec
import strawberry

from api.graphql.enums import FundSource
from api.graphql.scalars import Money
from projections.funds.queries import AccountRow

_by_source = msgspec.json.Decoder(dict[str, int]).decode


@strawberry.type(description="结余分摊: the part of a surplus that one source has to get back.")
class SurplusShare:
    source: FundSource = strawberry.field(description="资金来源: the source.")
    due: Money = strawberry.field(description="应清退金额: owed to it in all.")
    remitted: Money = strawberry.field(description="已上缴金额: sent back so far.")
    acknowledged: Money = strawberry.field(description="已确认金额: whose arrival it has confirmed.")


@strawberry.type(description="结余: what is left of a closed term, and what became of it.")
class Surplus:
    total: Money = strawberry.field(description="结余总额: owed to the sources in all.")
    outstanding: Money = strawberry.field(description="未清退金额: not sent back yet.")
    shares: list[SurplusShare] = strawberry.field(description="分摊: by source, the higher level first.")

    @classmethod
    def of(cls, row: AccountRow) -> Surplus | None:
        if not row.closed:
            return None
        due, remitted, acknowledged = map(_by_source, (row.due, row.remitted, row.acknowledged))
        shares = [
            SurplusShare(
                source=source,
                due=due.get(source, 0),
                remitted=remitted.get(source, 0),
                acknowledged=acknowledged.get(source, 0),
            )
            for source in FundSource
            if source in due
        ]
        total = sum(due.values())
        return cls(total=total, outstanding=total - sum(remitted.values()), shares=shares)
