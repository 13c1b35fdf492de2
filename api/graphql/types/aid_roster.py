"""An aid roster (资助名单): who is covered by a scheme at a school in a term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

import strawberry

from api.graphql.arguments import After, First
from api.graphql.connection import Connection, connect
from api.graphql.enums import RosterState, Scheme
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.keyset import page_of
from api.graphql.paging import ask
from api.graphql.types.exclusion import Exclusion
from api.graphql.types.node import Node
from api.graphql.types.references import EnrolmentRef, SchoolRef
from api.graphql.types.review_step import ReviewStep, steps_of
from domain.policy.calendar import Term
from projections.aid.entries import EntryRow
from projections.aid.queries import RosterRow

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment
    from api.graphql.types.school import School


@strawberry.type(description="名单条目: somebody on an aid roster.")
class RosterEntry:
    """The contract's RosterEntry."""

    grounds: list[str] = strawberry.field(description="资助依据: codes of the conditions that are met.")
    enrolment_id: strawberry.Private[str]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: EntryRow, at: int) -> RosterEntry:
        """The line of one row."""
        return cls(grounds=list(row.grounds), enrolment_id=row.enrolment, at=at)

    @field("学籍: whose enrolment is covered.", EnrolmentRef)
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the roster was read."""
        return info.context.loaders(self.at).enrolments.load(self.enrolment_id)


@strawberry.type(description="资助名单: who is covered by a scheme at a school in a term.")
class AidRoster(Node):
    """The contract's AidRoster."""

    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    term: Term = strawberry.field(description="学期: the term.")
    supplementary: bool = strawberry.field(
        description="补充名单: a further list, for those whom the term's own does not hold."
    )
    state: RosterState = strawberry.field(description="名单状态: how far it has come.")
    published_on: dt.date | None = strawberry.field(
        description="公示日期: when it was hung out; null before."
    )
    row: strawberry.Private[RosterRow]

    @classmethod
    def of(cls, row: RosterRow, at: int) -> AidRoster:
        """The roster of one row."""
        return cls(
            id=strawberry.ID(encode("AidRoster", str(row.id))),
            at=at,
            scheme=Scheme(row.scheme),
            term=Term.parse(row.term),
            supplementary=row.supplementary,
            state=RosterState(row.state),
            published_on=row.published_on,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    @field("学校: whose roster it is.", SchoolRef)
    def school(self, info: Info) -> Awaitable[School | None]:
        """As known when the roster was read."""
        return info.context.loaders(self.at).schools.load(self.row.school)

    @field("名单条目: those who are covered, in the order of the list.")
    async def entries(self, info: Info, first: First = None, after: After = None) -> Connection[RosterEntry]:
        """One page."""
        asked, at = ask("AidRoster.entries", {"roster": self.id}, first, after, self.at, int)
        pages = info.context.loaders(at).entries_of_roster
        rows = await pages.load((self.row.id, (asked.after, asked.size + 1)))
        page = page_of(rows, asked.size, lambda row: (row.ordinal,))
        return connect(asked, page, lambda row: RosterEntry.of(row, at))

    @field("未纳入人员: those of the school who are not covered, with the reason.")
    async def excluded(self, info: Info, first: First = None, after: After = None) -> Connection[Exclusion]:
        """One page."""
        asked, at = ask("AidRoster.excluded", {"roster": self.id}, first, after, self.at, int)
        pages = info.context.loaders(at).left_out_of_roster
        rows = await pages.load((self.row.id, (asked.after, asked.size + 1)))
        page = page_of(rows, asked.size, lambda row: (row.ordinal,))
        return connect(asked, page, lambda row: Exclusion.of(row, at, info.context.language))

    @field("办理步骤: what was done to the list by whom, in order.")
    def steps(self) -> list[ReviewStep]:
        """Drafted, published, submitted, reviewed."""
        return steps_of(self.row.steps)
