"""Status changes (学籍异动) on their way through their reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
import strawberry

from api.graphql.enums import ChangeKind, ChangeState, Decision
from api.graphql.field import Info, field, of_all
from api.graphql.personal_text import texts_about
from api.graphql.registry.review_steps import ReviewStep, steps_of
from api.graphql.relay.filters import Filter, code, states
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import part_key, person_of
from api.graphql.relay.listing import listing
from api.graphql.relay.node import Node, at_of, link, node
from api.graphql.relay.reads import known
from api.graphql.writing.command import node_id
from api.graphql.writing.documents import DocumentInput
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.registry.request_status_change import RequestStatusChange
from domain.registry.review_status_change import ReviewStatusChange
from projections.registry import queries


async def _reasons(changes: Sequence[StatusChange], info: Info) -> list[str | None]:
    about = [(change.person, msgspec.json.decode(change.row.reason)) for change in changes]
    return await texts_about(info, about, at_of(changes))


@node("StatusChange", key=part_key, read=known(queries.changes), history=person_of)
@strawberry.type(description="学籍异动: a change of an enrolment, asked for and reviewed step by step.")
class StatusChange(Node):
    kind: ChangeKind = strawberry.field(description="异动类别: what it does.")
    state: ChangeState = strawberry.field(description="审核状态: how far its review has come.")
    effective_on: dt.date = strawberry.field(
        description="生效日期: the day from which it counts once approved."
    )
    row: strawberry.Private[queries.ChangeRow]

    enrolment = link(
        "Enrolment",
        "学籍: the enrolment that changes; a receiving school sees it too, for it must decide.",
        "row.enrolment",
    )

    @classmethod
    def of(cls, row: queries.ChangeRow, at: int) -> StatusChange:
        return cls(
            id=strawberry.ID(encode("StatusChange", row.id)),
            at=at,
            kind=ChangeKind[row.kind],
            state=ChangeState[row.state],
            effective_on=row.effective_on,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        refused = self.row.state == ChangeState.REJECTED
        return (self.row.school, None if refused else self.row.to_school)

    @field("审核步骤: the steps of its route, in order.")
    def steps(self) -> list[ReviewStep]:
        return steps_of(self.row.steps, (self.person, self.at))

    reason = of_all("异动原因: why it was asked for; null once the person was erased.", str | None, _reasons)

    @property
    def person(self) -> UUID:
        """Whose status changes."""
        return UUID(self.row.id.partition(".")[0])


status_changes = listing(
    "statusChanges",
    "学籍异动列表: changes of students who leave or enter a school in your scope, by the school left and the order of "
    "filing.",
    StatusChange,
    queries.list_changes,
    ["school", "position"],
    code("school_code", "学校标识码: only those that leave or enter this school, ten digits.", "school", 10),
    states(ChangeState, "审核状态: only in these."),
    states(ChangeKind, "异动类别: only of these kinds.", "kinds"),
    Filter(
        "recorded_late",
        bool | None,
        "补报: true: only those filed more than 30 days after their effective day; false: only the others.",
        "late",
    ),
)


@strawberry.type(description="学籍异动的结果: the change and how far its review has come.")
class StatusChangePayload(Payload):
    change: StatusChange | None = strawberry.field(
        description="学籍异动: the change, with the steps of its route."
    )


@strawberry.input(description="学籍异动申请: a change of an enrolment, to be decided by its route.")
class RequestStatusChangeInput(Keyed):
    enrolment_id: strawberry.ID = node_id("Enrolment", "学籍标识: the enrolment to be changed.")
    kind: ChangeKind = strawberry.field(description="异动类别: what is to happen.")
    effective_on: dt.date = strawberry.field(
        description="生效日期: the day from which it holds; it may lie in the past, or up to a year ahead."
    )
    reason: str = strawberry.field(description="异动原因: why, up to 2,000 characters.")
    to_school_code: str | None = strawberry.field(
        default=None, description="转入学校标识码: the school entered; for TRANSFER."
    )
    to_major_code: str | None = strawberry.field(
        default=None, description="转入专业代码: six digits; for CHANGE_MAJOR only."
    )
    to_major_name: str | None = strawberry.field(
        default=None, description="转入专业名称: 1 to 50 characters; for CHANGE_MAJOR only."
    )
    documents: list[DocumentInput] | None = strawberry.field(
        default=None, description="证明材料: up to 20 papers; the route may demand some."
    )


request_status_change = mutation(
    RequestStatusChangeInput,
    RequestStatusChange,
    StatusChangePayload,
    "学籍异动申请: file a status change. Role REGISTRAR of the student's school.",
)


@strawberry.input(description="学籍异动审核: the decision of the step whose turn it is.")
class ReviewStatusChangeInput(Keyed):
    change_id: strawberry.ID = node_id("StatusChange", "学籍异动标识: the change.")
    decision: Decision = strawberry.field(description="审核意见: on to the next step, or refused for good.")
    comment: str | None = strawberry.field(
        default=None, description="审核说明: up to 2,000 characters; a rejection must say why."
    )
    documents: list[DocumentInput] | None = strawberry.field(
        default=None, description="证明材料: papers that this step adds, up to 20."
    )


review_status_change = mutation(
    ReviewStatusChangeInput,
    ReviewStatusChange,
    StatusChangePayload,
    "学籍异动审核: decide one step of a change. Role PRINCIPAL first, then whoever the route names; no person does "
    "two steps. The last approval carries the change out.",
)
