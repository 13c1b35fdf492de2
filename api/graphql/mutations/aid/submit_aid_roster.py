"""submitAidRoster."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.aid.roster import AidRosterPayload, roster_payload
from api.graphql.mutations.ids import stream_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import roster_steps as domain


@strawberry.input(description="上报资助名单: the principal answers for the list.")
class SubmitAidRosterInput(Keyed):
    """The contract's SubmitAidRosterInput."""

    roster_id: strawberry.ID = strawberry.field(description="资助名单标识: a published list.")
    submitted_on: dt.date = strawberry.field(
        description="上报日期: after five working days of publicity, not in the future."
    )

    def command(self) -> domain.SubmitAidRoster:
        """What the domain is asked."""
        return domain.SubmitAidRoster(
            idempotency_key=self.idempotency_key,
            roster_id=stream_of("AidRoster", self.roster_id),
            submitted_on=self.submitted_on,
        )


async def submit_aid_roster(info: Info, given: Annotated[SubmitAidRosterInput, INPUT]) -> AidRosterPayload:
    """上报资助名单: submit a list whose publicity is over. Role PRINCIPAL, not who drafted it."""
    return await roster_payload(await outcome_of(info, domain.submit_aid_roster, given.command()))
