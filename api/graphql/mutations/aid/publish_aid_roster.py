"""publishAidRoster."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.aid.roster import AidRosterPayload, roster_payload
from api.graphql.mutations.ids import stream_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import roster_steps as domain


@strawberry.input(description="公示资助名单: the list goes up at the school.")
class PublishAidRosterInput(Keyed):
    """The contract's PublishAidRosterInput."""

    roster_id: strawberry.ID = strawberry.field(description="资助名单标识: a draft.")
    published_on: dt.date = strawberry.field(
        description="公示日期: the first day of its publicity, not in the future."
    )

    def command(self) -> domain.PublishAidRoster:
        """What the domain is asked."""
        return domain.PublishAidRoster(
            idempotency_key=self.idempotency_key,
            roster_id=stream_of("AidRoster", self.roster_id),
            published_on=self.published_on,
        )


async def publish_aid_roster(info: Info, given: Annotated[PublishAidRosterInput, INPUT]) -> AidRosterPayload:
    """公示资助名单: publish the list for at least five working days. Role AID_OFFICER."""
    return await roster_payload(await outcome_of(info, domain.publish_aid_roster, given.command()))
