"""The money of one school, scheme and term (资金账户)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable
from typing import TYPE_CHECKING

import msgspec
import strawberry

from api.graphql.enums import FundSource, Scheme
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.scalars import Money
from api.graphql.types.references import LedgerEventRef, SchoolRef
from domain.policy.calendar import Term
from projections.funds.queries import AccountRow, AllocationRow

if TYPE_CHECKING:
    from api.graphql.types.ledger_event import LedgerEvent
    from api.graphql.types.school import School

_by_source = msgspec.json.Decoder(dict[str, int]).decode


@strawberry.type(description="资金下达: money received from one source under one document number.")
class Allocation:
    """The contract's Allocation."""

    source: FundSource = strawberry.field(description="资金来源: who gave it.")
    amount: Money = strawberry.field(description="金额: how much.")
    document_number: str = strawberry.field(description="文号: the document's number.")
    received_on: dt.date = strawberry.field(description="到账日期: when it was received.")
    position: strawberry.Private[int]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: AllocationRow, at: int) -> Allocation:
        """The allocation of one row."""
        return cls(
            source=FundSource(row.source),
            amount=row.amount,
            document_number=row.document,
            received_on=row.received_on,
            position=row.position,
            at=at,
        )

    @field("事件: where the ledger says so.", LedgerEventRef)
    def event(self, info: Info) -> Awaitable[LedgerEvent | None]:
        """From the log."""
        return info.context.loaders(self.at).events.load(self.position)


@strawberry.type(description="结余分摊: the part of a surplus that one source has to get back.")
class SurplusShare:
    """The contract's SurplusShare."""

    source: FundSource = strawberry.field(description="资金来源: the source.")
    due: Money = strawberry.field(description="应清退金额: owed to it in all.")
    remitted: Money = strawberry.field(description="已上缴金额: sent back so far.")
    acknowledged: Money = strawberry.field(description="已确认金额: whose arrival it has confirmed.")


@strawberry.type(description="结余: what is left of a closed term, and what became of it.")
class Surplus:
    """The contract's Surplus."""

    total: Money = strawberry.field(description="结余总额: owed to the sources in all.")
    outstanding: Money = strawberry.field(description="未清退金额: not sent back yet.")
    shares: list[SurplusShare] = strawberry.field(description="分摊: by source, the higher level first.")

    @classmethod
    def of(cls, row: AccountRow) -> Surplus | None:
        """The surplus of an account; None until its term is closed."""
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


@strawberry.type(description="资金账户: the aid money of one school, scheme and term.")
class FundAccount:
    """The contract's FundAccount."""

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

    @classmethod
    def of(cls, row: AccountRow, at: int) -> FundAccount:
        """The account of one row."""
        return cls(
            scheme=Scheme(row.scheme),
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

    @field("学校: whose account it is.", SchoolRef)
    def school(self, info: Info) -> Awaitable[School | None]:
        """As known when the account was read."""
        return info.context.loaders(self.at).schools.load(self.row.school)

    @field("资金下达: what was received, in the order recorded.", list[Allocation])
    def allocations(self, info: Info) -> Awaitable[list[Allocation]]:
        """Every one of them."""
        loaders = info.context.loaders(self.at)
        return loaders.allocations_of.load((self.row.school, self.row.scheme, self.row.term))
