"""A request for a status change on its way through its route (rules §4, who approves)."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.personal_text import Text
from domain.vocabulary import ChangeState, Decision


class ReviewStep(msgspec.Struct):
    """One step: the role and the scope (school or division code) that must decide, and what was decided."""

    role: str
    scope: str
    decision: str | None = None
    actor: str | None = None
    at: str | None = None
    comment: Text | None = None


class ChangeRequest(msgspec.Struct):
    """documents: the papers named so far; required: the kinds that the route demands; position: where it was filed."""

    number: int
    enrolment: int
    kind: str
    effective_on: str
    reason: Text | None
    to_school: str | None
    to_division: str | None
    to_major_code: str | None
    to_major_name: str | None
    documents: list[dict[str, Any]]
    required: list[str]
    steps: list[ReviewStep]
    requested_by: str
    requested_at: str
    position: int

    @property
    def state(self) -> ChangeState:
        if any(step.decision == Decision.REJECT for step in self.steps):
            return ChangeState.REJECTED
        done = all(step.decision for step in self.steps)
        return ChangeState.APPROVED if done else ChangeState.REQUESTED

    @property
    def next_step(self) -> int | None:
        """Index of the step whose turn it is; None when the request is decided."""
        if self.state != ChangeState.REQUESTED:
            return None
        return next(index for index, step in enumerate(self.steps) if step.decision is None)

    @property
    def missing_documents(self) -> list[str]:
        held = {document["kind"] for document in self.documents}
        return [kind for kind in self.required if kind not in held]

    @property
    def hands(self) -> list[str]:
        """Who filed it and who decided a step of it so far."""
        return [self.requested_by, *(step.actor for step in self.steps if step.actor)]

    def review(self, index: int, decision: str, actor: str, at: str, review: Any) -> None:
        step = self.steps[index]
        step.decision, step.actor, step.at, step.comment = decision, actor, at, review.comment
        self.documents.extend(review.documents)
