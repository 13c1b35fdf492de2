"""stopEnrolment."""

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.types.school import School
from domain.registry import stop_enrolment as domain


@strawberry.input(description="停止招生: the sanction that ends a school's enrolment.")
class StopEnrolmentInput(Keyed):
    """Which school, since when and why."""

    school_code: str = strawberry.field(description="学校标识码: the school's code.")
    reason: str = strawberry.field(description="原因: why, up to 2,000 characters.")
    effective_on: dt.date = strawberry.field(description="生效日期: the day from which it holds.")

    def command(self) -> domain.StopEnrolment:
        """What the domain is asked."""
        return domain.StopEnrolment(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            reason=self.reason,
            effective_on=self.effective_on,
        )


@strawberry.type(description="停止招生的结果: the school that may enrol no more.")
class StopEnrolmentPayload(Payload):
    """The school, or why not."""

    school: School | None = strawberry.field(description="学校: as it stands after the sanction.")


async def stop_enrolment(info: Info, given: Annotated[StopEnrolmentInput, INPUT]) -> StopEnrolmentPayload:
    """停止招生: the school may register nobody from now on. Role REGISTRY_AUTHORITY."""
    outcome = await outcome_of(info, domain.stop_enrolment, given.command())
    return StopEnrolmentPayload(
        school=await outcome.one("school"), position=outcome.position, errors=outcome.errors
    )
