"""Aid rosters (资助名单): who is covered by a scheme at a school in a term, from the draft to the approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import strawberry

from api.graphql.aid.exclusions import Exclusion
from api.graphql.enums import Decision, RosterState, Scheme
from api.graphql.field import field
from api.graphql.registry.review_steps import ReviewStep, steps_of
from api.graphql.relay.filters import SCHEME, SCHOOL, TERM, states
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.listing import AS_OF, listing, nested
from api.graphql.relay.node import Node, link, node
from api.graphql.relay.reads import known
from api.graphql.relay.school_link import school_link
from api.graphql.writing.command import node_id
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.aid.draft_roster import DraftAidRoster
from domain.aid.roster import Roster as Stream
from domain.aid.roster_steps import PublishAidRoster, ReviewAidRoster, SubmitAidRoster
from domain.policy.calendar import Term
from projections.aid import entries as lines
from projections.aid import queries


@strawberry.type(description="名单条目: somebody on an aid roster.")
class RosterEntry:
    grounds: list[str] = strawberry.field(description="资助依据: codes of the conditions that are met.")
    row: strawberry.Private[lines.EntryRow]
    at: strawberry.Private[int]

    enrolment = link("Enrolment", "学籍: whose enrolment is covered.", "row.enrolment")

    @classmethod
    def of(cls, row: lines.EntryRow, at: int) -> RosterEntry:
        return cls(grounds=list(row.grounds), row=row, at=at)


@node("AidRoster", key=uuid_key, read=known(queries.rosters), stream=Stream.STREAM)
@strawberry.type(description="资助名单: who is covered by a scheme at a school in a term.")
class AidRoster(Node):
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term.")
    supplementary: bool = strawberry.field(
        description="补充名单: a further list, for those whom the term's own does not hold."
    )
    state: RosterState = strawberry.field(description="名单状态: how far it has come.")
    published_on: dt.date | None = strawberry.field(
        description="公示日期: the day on which it was published; null for a draft."
    )
    row: strawberry.Private[queries.RosterRow]

    school = school_link("学校: whose roster it is.")

    entries = nested(
        "AidRoster.entries",
        "名单条目: those who are covered, in the order of the list.",
        RosterEntry,
        known(lines.entries),
        ["ordinal"],
    )
    excluded = nested(
        "AidRoster.excluded",
        "未纳入人员: those of the school who are not covered, with the reason.",
        Exclusion,
        known(lines.left_out_of_rosters),
        ["ordinal"],
    )

    @classmethod
    def of(cls, row: queries.RosterRow, at: int) -> AidRoster:
        return cls(
            id=strawberry.ID(encode("AidRoster", str(row.id))),
            at=at,
            scheme=Scheme[row.scheme],
            term=Term.parse(row.term),
            supplementary=row.supplementary,
            state=RosterState[row.state],
            published_on=row.published_on,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("办理步骤: what was done to the list by whom, in order.")
    def steps(self) -> list[ReviewStep]:
        return steps_of(self.row.steps)


aid_rosters = listing(
    "aidRosters",
    "资助名单列表: aid rosters in your scope, by school, term, scheme and id.",
    AidRoster,
    queries.list_rosters,
    ["school", "term", "scheme", "id"],
    SCHOOL,
    SCHEME,
    TERM,
    states(RosterState, "名单状态: only in these."),
    AS_OF,
)


@strawberry.type(description="资助名单的结果: the roster as it stands after the step.")
class AidRosterPayload(Payload):
    roster: AidRoster | None = strawberry.field(description="资助名单: the roster.")


@strawberry.input(description="拟定资助名单: who is covered by a scheme at a school in a term.")
class DraftAidRosterInput(Keyed):
    school_code: str = strawberry.field(description="学校标识码: the school.")
    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term, begun already.")
    supplementary: bool | None = strawberry.field(
        default=False, description="补充名单: a further list, for those whom the term's locked roster lacks."
    )


draft_aid_roster = mutation(
    DraftAidRosterInput,
    DraftAidRoster,
    AidRosterPayload,
    "拟定资助名单: draw the list up from the registry, or anew until it is submitted and when it was returned; a list"
    " that was public is a draft again. Role AID_OFFICER.",
)


@strawberry.input(description="公示资助名单: a draft is published at the school.")
class PublishAidRosterInput(Keyed):
    roster_id: strawberry.ID = node_id("AidRoster", "资助名单标识: a draft.")
    published_on: dt.date = strawberry.field(
        description="公示日期: the day of publication, at most two months before the term and not in the future; "
        "for a list drawn up anew, later than before."
    )


publish_aid_roster = mutation(
    PublishAidRosterInput,
    PublishAidRoster,
    AidRosterPayload,
    "公示资助名单: publish the list for at least five working days. Role AID_OFFICER.",
)


@strawberry.input(description="上报资助名单: the principal hands a published list in to the authority.")
class SubmitAidRosterInput(Keyed):
    roster_id: strawberry.ID = node_id("AidRoster", "资助名单标识: a published list.")
    submitted_on: dt.date = strawberry.field(
        description="上报日期: after five working days of publicity, the day of publication not counted; "
        "not in the future."
    )


submit_aid_roster = mutation(
    SubmitAidRosterInput,
    SubmitAidRoster,
    AidRosterPayload,
    "上报资助名单: submit a list whose publicity is over. Role PRINCIPAL, nobody who drafted or published it.",
)


@strawberry.input(description="审批资助名单: the authority's decision on a submitted list.")
class ReviewAidRosterInput(Keyed):
    roster_id: strawberry.ID = node_id("AidRoster", "资助名单标识: a submitted list.")
    decision: Decision = strawberry.field(
        description="审批意见: approved and locked, or returned to the school."
    )
    comment: str | None = strawberry.field(
        default=None, description="审批说明: up to 2,000 characters; a returned list says why."
    )


review_aid_roster = mutation(
    ReviewAidRosterInput,
    ReviewAidRoster,
    AidRosterPayload,
    "审批资助名单: approve a submitted list, or return it. Role AID_AUTHORITY, not who took part in it.",
)
