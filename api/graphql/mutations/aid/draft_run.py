"""draftRun."""

from typing import Annotated

import strawberry

from api.graphql.enums import Scheme
from api.graphql.info import Info
from api.graphql.mutations.aid.run import RunPayload, run_payload
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import draft_run as domain
from domain.policy.calendar import Month


@strawberry.input(description="拟定发放批次: one month of one scheme at one school.")
class DraftRunInput(Keyed):
    """The contract's DraftRunInput."""

    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    month: Month = strawberry.field(description="月份: a payable month, begun already.")

    def command(self) -> domain.DraftRun:
        """What the domain is asked."""
        return domain.DraftRun(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            scheme=self.scheme,
            month=self.month,
        )


async def draft_run(info: Info, given: Annotated[DraftRunInput, INPUT]) -> RunPayload:
    """拟定发放批次: decide who is paid what for a month, and who is left out and why.

    Role AID_OFFICER. A draft is not limited by the money at hand; its approval is.
    """
    return await run_payload(await outcome_of(info, domain.draft_run, given.command()))
