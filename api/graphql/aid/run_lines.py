"""Lines of a run (发放明细): who is to be paid, and how much; what an approver reads before naming the digest.

They are in no table: the log has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.loaders import One
from api.graphql.relay.keyset import Key
from api.graphql.relay.node import link
from api.graphql.scalars import Money
from domain.aid.events import RunDrafted
from domain.aid.lines import RunLine as Line

MOST_DRAFTS = 5  # whose lines one operation may read: a draft is one event, however long


class LineRow(NamedTuple):
    """A line of a run as its draft recorded it."""

    parent: UUID
    ordinal: int
    line: Line

    @property
    def enrolment(self) -> str:
        return f"{self.line.person}.{self.line.enrolment}"


class Draft(NamedTuple):
    """All lines of one run."""

    run: UUID
    lines: Sequence[Line]


async def _read_drafts(context: Context, ids: list[UUID], _at: int) -> list[Draft]:
    if len(ids) > MOST_DRAFTS:
        raise ClientError(
            "Lines can be read of {limit} runs at a time.",
            RequestCode.TOO_COMPLEX,
            ["first"],
            limit=MOST_DRAFTS,
        )
    found: list[Draft] = []
    async for events in context.ledger.streams(ids):
        if isinstance(events[0], RunDrafted):
            found.append(Draft(events[0].originator_id, [Line(*line) for line in events[0].lines]))
    return found


DRAFTS = One(_read_drafts, key=lambda draft: draft.run)


async def read_lines(
    context: Context, runs: list[UUID], at: int, after: Key | None, limit: int
) -> list[LineRow]:
    """A page of the lines of each run."""
    begin = int(after[0] or 0) + 1 if after else 0
    drafts: list[Draft | None] = await context.loaders(at).one(DRAFTS).load_many(runs)
    return [
        LineRow(draft.run, begin + place, line)
        for draft in drafts
        if draft is not None
        for place, line in enumerate(draft.lines[begin : begin + limit])
    ]


@strawberry.type(description="发放明细: one line of a run as it was drafted.")
class RunLine:
    amount: Money = strawberry.field(description="金额: what is to be paid.")
    attempt: int = strawberry.field(
        description="发放次数: which attempt of the month's payment it is, from 1."
    )
    row: strawberry.Private[LineRow]
    at: strawberry.Private[int]

    enrolment = link("Enrolment", "学籍: whose enrolment is paid.", "row.enrolment")

    @classmethod
    def of(cls, row: LineRow, at: int) -> RunLine:
        return cls(amount=row.line.amount, attempt=row.line.attempt, row=row, at=at)
