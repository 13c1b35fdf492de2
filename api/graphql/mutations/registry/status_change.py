"""What the two mutations of a status change answer."""

import strawberry

from api.graphql.mutations.outcome import Outcome
from api.graphql.mutations.payload import Payload
from api.graphql.types.status_change import StatusChange


@strawberry.type(description="学籍异动的结果: the change and how far its review has come.")
class StatusChangePayload(Payload):
    """The contract's StatusChangePayload."""

    change: StatusChange | None = strawberry.field(
        description="学籍异动: the change, with the steps of its route."
    )


async def status_change_payload(outcome: Outcome) -> StatusChangePayload:
    """The payload of a command that answers with a change."""
    return StatusChangePayload(
        change=await outcome.one("change"), position=outcome.position, errors=outcome.errors
    )
