"""Somebody who is not aided or not paid, and why (未纳入人员)."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING

import strawberry

from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.types.references import EnrolmentRef
from api.language import Language, say
from projections.aid.entries import ExclusionRow

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment

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
    """The contract's Exclusion."""

    code: str = strawberry.field(description="原因代码: the reason as a stable code.")
    reason: str = strawberry.field(description="原因: the reason in words, in your language.")
    enrolment_id: strawberry.Private[str]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: ExclusionRow, at: int, language: Language) -> Exclusion:
        """The exclusion of one row."""
        reason = say(REASONS.get(row.code, UNKNOWN), language, code=row.code)
        return cls(code=row.code, reason=reason, enrolment_id=row.enrolment, at=at)

    @field("学籍: whose enrolment was left out.", EnrolmentRef)
    def enrolment(self, info: Info) -> Awaitable[Enrolment | None]:
        """As known when the list was read."""
        return info.context.loaders(self.at).enrolments.load(self.enrolment_id)
