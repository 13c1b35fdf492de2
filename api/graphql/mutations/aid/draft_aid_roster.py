"""draftAidRoster."""

from typing import Annotated

import strawberry

from api.graphql.enums import Scheme
from api.graphql.info import Info
from api.graphql.mutations.aid.roster import AidRosterPayload, roster_payload
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import outcome_of
from domain.aid import draft_roster as domain
from domain.policy.calendar import Term


@strawberry.input(description="拟定资助名单: who is covered by a scheme at a school in a term.")
class DraftAidRosterInput(Keyed):
    """The contract's DraftAidRosterInput."""

    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term, begun already.")
    supplementary: bool | None = strawberry.field(
        default=False, description="补充名单: a further list, for those whom the term's locked roster lacks."
    )

    def command(self) -> domain.DraftAidRoster:
        """What the domain is asked."""
        return domain.DraftAidRoster(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            scheme=self.scheme,
            term=self.term,
            supplementary=bool(self.supplementary),
        )


async def draft_aid_roster(info: Info, given: Annotated[DraftAidRosterInput, INPUT]) -> AidRosterPayload:
    """拟定资助名单: draw the list up from the registry, or anew while it is a draft. Role AID_OFFICER."""
    return await roster_payload(await outcome_of(info, domain.draft_aid_roster, given.command()))
