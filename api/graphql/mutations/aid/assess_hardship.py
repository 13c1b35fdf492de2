"""assessHardship."""

from typing import Annotated

import strawberry

from api.graphql.enums import HardshipLevel
from api.graphql.info import Info
from api.graphql.mutations.documents import DocumentInput, documents_of
from api.graphql.mutations.ids import part_of
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.types.enrolment import Enrolment
from domain.aid import assess_hardship as domain


@strawberry.input(description="家庭经济困难认定: a family's hardship in one school year.")
class AssessHardshipInput(Keyed):
    """The contract's AssessHardshipInput."""

    enrolment_id: strawberry.ID = strawberry.field(description="学籍标识: the student's enrolment.")
    school_year: int = strawberry.field(
        description="学年: the year in which the school year begins, from 2007 to the current one."
    )
    level: HardshipLevel = strawberry.field(description="困难程度: the level recognised; NONE takes it back.")
    evidence: list[DocumentInput] = strawberry.field(
        description="认定依据: the papers that it rests on, up to 20; any level but NONE needs one."
    )

    def command(self) -> domain.AssessHardship:
        """What the domain is asked."""
        return domain.AssessHardship(
            idempotency_key=self.idempotency_key,
            enrolment_id=part_of("Enrolment", self.enrolment_id),
            school_year=self.school_year,
            level=self.level,
            evidence=documents_of(self.evidence),
        )


@strawberry.type(description="困难认定的结果: the enrolment whose student was assessed.")
class AssessHardshipPayload(Payload):
    """The contract's AssessHardshipPayload."""

    enrolment: Enrolment | None = strawberry.field(description="学籍: the enrolment.")


async def assess_hardship(info: Info, given: Annotated[AssessHardshipInput, INPUT]) -> AssessHardshipPayload:
    """家庭经济困难认定: recognise hardship for one school year. Role AID_OFFICER of the school."""
    outcome = await outcome_of(info, domain.assess_hardship, given.command())
    return AssessHardshipPayload(
        enrolment=await outcome.one("enrolment"), position=outcome.position, errors=outcome.errors
    )
