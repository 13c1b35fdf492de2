"""approveRun."""

from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.aid.run import RunPayload, run_payload
from api.graphql.mutations.ids import stream_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import approve_run as domain


@strawberry.input(description="审批发放批次: approval of a draft that was read.")
class ApproveRunInput(Keyed):
    """The contract's ApproveRunInput."""

    run_id: strawberry.ID = strawberry.field(description="发放批次标识: a draft.")
    digest: str = strawberry.field(description="摘要: of the draft that was read, as run.digest gives it.")

    def command(self) -> domain.ApproveRun:
        """What the domain is asked."""
        return domain.ApproveRun(
            idempotency_key=self.idempotency_key,
            run_id=stream_of("Run", self.run_id),
            digest=self.digest,
        )


async def approve_run(info: Info, given: Annotated[ApproveRunInput, INPUT]) -> RunPayload:
    """审批发放批次: instruct the payments of a draft, if what they stand on has not changed and the money is there.

    Role PRINCIPAL or AID_AUTHORITY, not who drafted it.
    """
    return await run_payload(await outcome_of(info, domain.approve_run, given.command()))
