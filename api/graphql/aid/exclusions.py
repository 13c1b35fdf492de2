"""Somebody who is not aided or not paid, and why (未纳入人员)."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from api.graphql.field import Info, field
from api.graphql.relay.node import link
from api.language import say
from projections.aid.entries import ExclusionRow

REASONS: Mapping[str, str] = {
    "HELD": "The registration is held while a second enrolment is examined.",
    "NOT_REGISTERED": "The registration is not approved yet.",
    "ON_OTHER_ROSTER": "Another roster of the term holds the student already.",
    "NOT_FULL_TIME": "Only full-time students are covered.",
    "STUDY_YEAR_NOT_COVERED": "The scheme does not cover the student's study year.",
    "NO_GROUNDS": "None of the scheme's conditions is met.",
    "NO_POLICY": "The scheme pays nothing for this month.",
    "NOT_ACTIVE": "Not in school on any day from the 1st to the 20th of the month.",
    "NOT_ON_ROSTER": "No approved roster of the term holds this enrolment.",
    "PAID_BY_OTHER_SCHOOL": "Another school, where the student was first in the month, pays it.",
    "ALREADY_PAID": "The month is paid already, or the money is on its way.",
}
UNKNOWN = "Left out: {code}."


@strawberry.type(description="未纳入人员: somebody who is not aided or not paid, and why.")
class Exclusion:
    code: str = strawberry.field(description="原因代码: the reason as a stable code.")
    row: strawberry.Private[ExclusionRow]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: ExclusionRow, at: int) -> Exclusion:
        return cls(code=row.code, row=row, at=at)

    @field("原因: the reason in words, in your language.")
    def reason(self, info: Info) -> str:
        return say(REASONS.get(self.code, UNKNOWN), info.context.language, code=self.code)

    enrolment = link("Enrolment", "学籍: whose enrolment was left out.", "row.enrolment")
