"""approveRegistrations."""

from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.ids import part_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.types.enrolment import Enrolment
from domain.registry import approve_registrations as domain


@strawberry.input(
    description="注册审核: registrations of one school to be approved; each stands or falls alone."
)
class ApproveRegistrationsInput(Keyed):
    """The contract's ApproveRegistrationsInput."""

    school_code: str = strawberry.field(description="学校标识码: the school that registered them.")
    enrolment_ids: list[strawberry.ID] = strawberry.field(description="学籍标识: 1 to 1,000 ids.")

    def command(self) -> domain.ApproveRegistrations:
        """What the domain is asked."""
        return domain.ApproveRegistrations(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            enrolment_ids=[part_of("Enrolment", id) for id in self.enrolment_ids],
        )


@strawberry.type(description="注册审核的结果: the enrolments that were approved.")
class ApproveRegistrationsPayload(Payload):
    """The contract's ApproveRegistrationsPayload; an error's path names the line, ["enrolmentIds", "3"]."""

    approved: list[Enrolment] = strawberry.field(
        description="已通过的学籍: ACTIVE now; each of the others has an entry in errors whose path names its line."
    )


async def approve_registrations(
    info: Info, given: Annotated[ApproveRegistrationsInput, INPUT]
) -> ApproveRegistrationsPayload:
    """注册审核: approve registrations. Role REGISTRY_AUTHORITY of the county or above, not who registered."""
    outcome = await outcome_of(info, domain.approve_registrations, given.command())
    return ApproveRegistrationsPayload(
        approved=await outcome.many("enrolment", outcome.answer.approved if outcome.answer else ()),
        position=outcome.position,
        errors=outcome.errors + outcome.refusals(outcome.answer.errors if outcome.answer else ()),
    )
