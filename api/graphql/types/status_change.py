"""A status change (学籍异动) on its way through its review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

import strawberry

from api.graphql.enums import ChangeKind, ChangeState
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.types.node import Node
from api.graphql.types.references import EnrolmentRef
from api.graphql.types.review_step import ReviewStep, steps_of
from projections.registry.queries import ChangeRow

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment


@strawberry.type(description="学籍异动: a change of an enrolment, asked for and reviewed step by step.")
class StatusChange(Node):
    """The contract's StatusChange."""

    kind: ChangeKind = strawberry.field(description="异动类别: what it does.")
    state: ChangeState = strawberry.field(description="审核状态: how far its review has come.")
    effective_on: dt.date = strawberry.field(
        description="生效日期: the day from which it counts once approved."
    )
    row: strawberry.Private[ChangeRow]

    @classmethod
    def of(cls, row: ChangeRow, at: int) -> StatusChange:
        """The change of one row."""
        return cls(
            id=strawberry.ID(encode("StatusChange", row.id)),
            at=at,
            kind=ChangeKind(row.kind),
            state=ChangeState(row.state),
            effective_on=row.effective_on,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school, self.row.to_school)

    @field(
        "学籍: the enrolment that changes; a receiving school sees it too, for it must decide.", EnrolmentRef
    )
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the change was read."""
        return info.context.loaders(self.at).enrolments.load(self.row.enrolment)

    @field("审核步骤: the steps of its route, in order.")
    def steps(self) -> list[ReviewStep]:
        """Decided ones with who and when."""
        return steps_of(self.row.steps)
