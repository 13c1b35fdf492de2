"""reviewStatusChange."""

from typing import Annotated

import strawberry

from api.graphql.enums import Decision
from api.graphql.info import Info
from api.graphql.mutations.documents import DocumentInput, documents_of
from api.graphql.mutations.ids import part_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.registry.status_change import StatusChangePayload, status_change_payload
from domain.registry import review_status_change as domain


@strawberry.input(description="学籍异动审核: the decision of the step whose turn it is.")
class ReviewStatusChangeInput(Keyed):
    """The contract's ReviewStatusChangeInput."""

    change_id: strawberry.ID = strawberry.field(description="学籍异动标识: the change.")
    decision: Decision = strawberry.field(description="审核意见: on to the next step, or refused for good.")
    comment: str | None = strawberry.field(
        default=None, description="审核说明: up to 2,000 characters; a rejection must say why."
    )
    documents: list[DocumentInput] | None = strawberry.field(
        default=None, description="证明材料: papers that this step adds, up to 20."
    )

    def command(self) -> domain.ReviewStatusChange:
        """What the domain is asked."""
        return domain.ReviewStatusChange(
            idempotency_key=self.idempotency_key,
            change_id=part_of("StatusChange", self.change_id),
            decision=self.decision,
            comment=self.comment,
            documents=documents_of(self.documents),
        )


async def review_status_change(
    info: Info, given: Annotated[ReviewStatusChangeInput, INPUT]
) -> StatusChangePayload:
    """学籍异动审核: decide one step of a change.

    Role PRINCIPAL first, then whoever the route names; no person does two steps. The last approval
    carries the change out.
    """
    return await status_change_payload(await outcome_of(info, domain.review_status_change, given.command()))
