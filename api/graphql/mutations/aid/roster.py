"""What the four mutations of an aid roster answer."""

import strawberry

from api.graphql.mutations.outcome import Outcome
from api.graphql.mutations.payload import Payload
from api.graphql.types.aid_roster import AidRoster


@strawberry.type(description="资助名单的结果: the roster as it stands after the step.")
class AidRosterPayload(Payload):
    """The contract's AidRosterPayload."""

    roster: AidRoster | None = strawberry.field(description="资助名单: the roster.")


async def roster_payload(outcome: Outcome) -> AidRosterPayload:
    """The payload of a command that answers with a roster."""
    return AidRosterPayload(
        roster=await outcome.one("roster"), position=outcome.position, errors=outcome.errors
    )
