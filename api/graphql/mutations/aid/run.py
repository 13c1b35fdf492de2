"""What the mutations that draft and approve a run answer."""

import strawberry

from api.graphql.mutations.outcome import Outcome
from api.graphql.mutations.payload import Payload
from api.graphql.types.run import Run


@strawberry.type(description="发放批次的结果: the run as it stands after the step.")
class RunPayload(Payload):
    """The contract's RunPayload."""

    run: Run | None = strawberry.field(
        description="发放批次: the run; its digest is what the approver names."
    )


async def run_payload(outcome: Outcome) -> RunPayload:
    """The payload of a command that answers with a run."""
    return RunPayload(run=await outcome.one("run"), position=outcome.position, errors=outcome.errors)
