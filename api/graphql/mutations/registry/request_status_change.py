"""requestStatusChange."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.enums import ChangeKind
from api.graphql.info import Info
from api.graphql.mutations.documents import DocumentInput, documents_of
from api.graphql.mutations.ids import part_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.registry.status_change import StatusChangePayload, status_change_payload
from domain.registry import request_status_change as domain


@strawberry.input(description="学籍异动申请: a change of an enrolment, to be decided by its route.")
class RequestStatusChangeInput(Keyed):
    """The contract's RequestStatusChangeInput."""

    enrolment_id: strawberry.ID = strawberry.field(description="学籍标识: the enrolment to be changed.")
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

    def command(self) -> domain.RequestStatusChange:
        """What the domain is asked."""
        return domain.RequestStatusChange(
            idempotency_key=self.idempotency_key,
            enrolment_id=part_of("Enrolment", self.enrolment_id),
            kind=self.kind,
            effective_on=self.effective_on,
            reason=self.reason,
            to_school_code=self.to_school_code,
            to_major_code=self.to_major_code,
            to_major_name=self.to_major_name,
            documents=documents_of(self.documents),
        )


async def request_status_change(
    info: Info, given: Annotated[RequestStatusChangeInput, INPUT]
) -> StatusChangePayload:
    """学籍异动申请: file a status change. Role REGISTRAR of the student's school."""
    return await status_change_payload(await outcome_of(info, domain.request_status_change, given.command()))
