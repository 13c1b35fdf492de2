"""A run (发放批次): one month's payments of one scheme at one school."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import strawberry

from api.graphql.arguments import After, First
from api.graphql.connection import Connection, connect
from api.graphql.enums import RunState, Scheme
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.keyset import page_of
from api.graphql.paging import ask
from api.graphql.scalars import Money
from api.graphql.types.exclusion import Exclusion
from api.graphql.types.node import Node
from api.graphql.types.payment import Payment
from api.graphql.types.references import SchoolRef
from api.graphql.types.run_line import RunLine
from domain.policy.calendar import Month
from projections.aid.queries import RunRow

if TYPE_CHECKING:
    from api.graphql.types.school import School


@strawberry.type(description="发放批次: one month's payments of one scheme at one school.")
class Run(Node):
    """The contract's Run."""

    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that is paid.")
    state: RunState = strawberry.field(description="批次状态: how far it has come.")
    count: int = strawberry.field(description="笔数: how many payments it holds.")
    total: Money = strawberry.field(description="总金额: the sum of its payments.")
    digest: str = strawberry.field(
        description="摘要: SHA-256 of every line and of its facts; who approves the run names it."
    )
    settled: Money = strawberry.field(description="已到账金额: paid out, and not come back.")
    failed: Money = strawberry.field(description="失败金额: what the bank could not pay.")
    returned: Money = strawberry.field(description="退票金额: what came back from the payees' banks.")
    row: strawberry.Private[RunRow]

    @classmethod
    def of(cls, row: RunRow, at: int) -> Run:
        """The run of one row."""
        return cls(
            id=strawberry.ID(encode("Run", str(row.id))),
            at=at,
            scheme=Scheme(row.scheme),
            month=Month.parse(row.month),
            state=RunState(row.state),
            count=row.lines,
            total=row.total,
            digest=row.digest,
            settled=row.settled,
            failed=row.failed,
            returned=row.returned,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("学校: whose run it is.", SchoolRef)
    def school(self, info: Info) -> Awaitable[School | None]:
        """As known when the run was read."""
        return info.context.loaders(self.at).schools.load(self.row.school)

    @field("未纳入人员: those on the roster who are not paid, with the reason.")
    async def excluded(self, info: Info, first: First = None, after: After = None) -> Connection[Exclusion]:
        """One page."""
        asked, at = ask("Run.excluded", {"run": self.id}, first, after, self.at, int)
        pages = info.context.loaders(at).left_out_of_run
        rows = await pages.load((self.row.id, (asked.after, asked.size + 1)))
        page = page_of(rows, asked.size, lambda row: (row.ordinal,))
        return connect(asked, page, lambda row: Exclusion.of(row, at, info.context.language))

    @field(
        "发放明细: every line as it was drafted, in the order that the digest covers; read it before approving."
    )
    async def lines(self, info: Info, first: First = None, after: After = None) -> Connection[RunLine]:
        """One page."""
        asked, at = ask("Run.lines", {"run": self.id}, first, after, self.at, int)
        begin = int(asked.after[0] or 0) + 1 if asked.after else 0
        lines = await info.context.loaders(at).lines_of_run.load(self.row.id)
        rows = list(enumerate(lines))[begin : begin + asked.size + 1]
        page = page_of(rows, asked.size, lambda row: (row[0],))
        return connect(asked, page, lambda row: RunLine.of(row[1], at))

    @field("发放记录: the payments whose newest attempt belongs to it; none while it is a draft.")
    async def payments(self, info: Info, first: First = None, after: After = None) -> Connection[Payment]:
        """One page."""
        asked, at = ask("Run.payments", {"run": self.id}, first, after, self.at, UUID)
        pages = info.context.loaders(at).payments_of_run
        rows = await pages.load((self.row.id, (asked.after, asked.size + 1)))
        page = page_of(rows, asked.size, lambda row: (str(row.id),))
        return connect(asked, page, lambda row: Payment.of(row, at))
