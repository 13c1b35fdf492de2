"""Runs (发放批次): one month's payments of one scheme at one school, drafted, read and approved."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from api.graphql.aid.exclusions import Exclusion
from api.graphql.aid.run_lines import RunLine, read_lines
from api.graphql.enums import RunState, Scheme
from api.graphql.relay.filters import MONTH, SCHEME, SCHOOL, states
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.listing import listing, nested
from api.graphql.relay.node import Node, node
from api.graphql.relay.reads import known
from api.graphql.relay.school_link import school_link
from api.graphql.scalars import Money
from api.graphql.writing.command import node_id
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.aid.approve_run import ApproveRun
from domain.aid.draft_run import DraftRun
from domain.aid.run import Run as Stream
from domain.policy.calendar import Month
from projections.aid import entries, queries


@node("Run", key=uuid_key, read=known(queries.runs), stream=Stream.STREAM)
@strawberry.type(description="发放批次: one month's payments of one scheme at one school.")
class Run(Node):
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: the month that is paid.")
    state: RunState = strawberry.field(description="批次状态: how far it has come.")
    count: int = strawberry.field(description="笔数: how many payments it holds.")
    total: Money = strawberry.field(description="总金额: the sum of its payments.")
    digest: str = strawberry.field(
        description="摘要: SHA-256 of every line and of its facts; whoever approves the run must name it."
    )
    settled: Money = strawberry.field(description="已到账金额: paid out, and not come back.")
    failed: Money = strawberry.field(description="失败金额: what the bank could not pay.")
    returned: Money = strawberry.field(description="退票金额: what came back from the payees' banks.")
    row: strawberry.Private[queries.RunRow]

    school = school_link("学校: whose run it is.")

    excluded = nested(
        "Run.excluded",
        "未纳入人员: those on the roster who are not paid, with the reason.",
        Exclusion,
        known(entries.left_out_of_runs),
        ["ordinal"],
    )
    lines = nested(
        "Run.lines",
        "发放明细: every line as it was drafted, in the order that the digest covers; read it before approving.",
        RunLine,
        read_lines,
        ["ordinal"],
    )
    payments = nested(
        "Run.payments",
        "发放记录: the payments whose newest attempt belongs to it; none while it is a draft.",
        "Payment",
        known(queries.payments_of_runs),
        ["id"],
        parent="run",
    )

    @classmethod
    def of(cls, row: queries.RunRow, at: int) -> Run:
        return cls(
            id=strawberry.ID(encode("Run", str(row.id))),
            at=at,
            scheme=Scheme[row.scheme],
            month=Month.parse(row.month),
            state=RunState[row.state],
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


runs = listing(
    "runs",
    "发放批次列表: runs in your scope, by school, month, scheme and id.",
    Run,
    queries.list_runs,
    ["school", "month", "scheme", "id"],
    SCHOOL,
    SCHEME,
    MONTH,
    states(RunState, "批次状态: only in these."),
)


@strawberry.type(description="发放批次的结果: the run as it stands after the step.")
class RunPayload(Payload):
    run: Run | None = strawberry.field(
        description="发放批次: the run; its digest is what the approver names."
    )


@strawberry.input(description="拟定发放批次: one month of one scheme at one school.")
class DraftRunInput(Keyed):
    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: a payable month, begun already.")


draft_run = mutation(
    DraftRunInput,
    DraftRun,
    RunPayload,
    "拟定发放批次: decide who is paid what for a month, and who is left out and why. Role AID_OFFICER. A draft is "
    "not limited by the money at hand; its approval is.",
)


@strawberry.input(description="审批发放批次: approval of a draft that was read.")
class ApproveRunInput(Keyed):
    run_id: strawberry.ID = node_id("Run", "发放批次标识: a draft.")
    digest: str = strawberry.field(description="摘要: of the draft that was read, as run.digest gives it.")


approve_run = mutation(
    ApproveRunInput,
    ApproveRun,
    RunPayload,
    "审批发放批次: instruct the payments of a draft, if what they stand on has not changed and the money is there. "
    "Role PRINCIPAL or AID_AUTHORITY, not who drafted it.",
)
