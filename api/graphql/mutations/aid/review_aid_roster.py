"""reviewAidRoster."""

from typing import Annotated

import strawberry

from api.graphql.enums import Decision
from api.graphql.info import Info
from api.graphql.mutations.aid.roster import AidRosterPayload, roster_payload
from api.graphql.mutations.ids import stream_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import roster_steps as domain


@strawberry.input(description="审批资助名单: the authority's decision on a submitted list.")
class ReviewAidRosterInput(Keyed):
    """The contract's ReviewAidRosterInput."""

    roster_id: strawberry.ID = strawberry.field(description="资助名单标识: a submitted list.")
    decision: Decision = strawberry.field(
        description="审批意见: approved and locked, or returned to the school."
    )
    comment: str | None = strawberry.field(
        default=None, description="审批说明: up to 2,000 characters; a returned list says why."
    )

    def command(self) -> domain.ReviewAidRoster:
        """What the domain is asked."""
        return domain.ReviewAidRoster(
            idempotency_key=self.idempotency_key,
            roster_id=stream_of("AidRoster", self.roster_id),
            decision=self.decision,
            comment=self.comment,
        )


async def review_aid_roster(info: Info, given: Annotated[ReviewAidRosterInput, INPUT]) -> AidRosterPayload:
    """审批资助名单: approve a submitted list, or return it. Role AID_AUTHORITY, not who took part in it."""
    return await roster_payload(await outcome_of(info, domain.review_aid_roster, given.command()))
