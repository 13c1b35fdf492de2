"""openSchool."""

from typing import Annotated

import strawberry

from api.graphql.enums import Ownership
from api.graphql.info import Info
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.types.school import School
from domain.registry import open_school as domain


@strawberry.input(description="开设学校: a new school.")
class OpenSchoolInput(Keyed):
    """The contract's OpenSchoolInput."""

    code: str = strawberry.field(
        description="学校标识码: ten digits, the third and fourth the province; never reused."
    )
    name: str = strawberry.field(description="学校名称: 1 to 100 characters.")
    division_code: str = strawberry.field(description="行政区划代码: the six-digit county where it stands.")
    ownership: Ownership = strawberry.field(description="办学性质: who runs it.")

    def command(self) -> domain.OpenSchool:
        """What the domain is asked."""
        return domain.OpenSchool(
            idempotency_key=self.idempotency_key,
            code=self.code,
            name=self.name,
            division_code=self.division_code,
            ownership=self.ownership,
        )


@strawberry.type(description="开设学校的结果: the school that was opened.")
class OpenSchoolPayload(Payload):
    """The contract's OpenSchoolPayload."""

    school: School | None = strawberry.field(description="学校: as it was opened.")


async def open_school(info: Info, given: Annotated[OpenSchoolInput, INPUT]) -> OpenSchoolPayload:
    """开设学校: open a school. Role REGISTRY_AUTHORITY, in whose scope it stands."""
    outcome = await outcome_of(info, domain.open_school, given.command())
    return OpenSchoolPayload(
        school=await outcome.one("school"), position=outcome.position, errors=outcome.errors
    )
