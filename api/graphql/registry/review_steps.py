"""A step of a review (审核步骤)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import strawberry

from api.graphql.enums import Decision
from domain.person import identity_of, name_of


@strawberry.type(description="审核步骤: one step on the way of a status change or an aid roster.")
class ReviewStep:
    role: str = strawberry.field(description="角色: the role that takes the step.")
    scope: str = strawberry.field(description="管辖范围: the school or division in which it is held.")
    decision: Decision | None = strawberry.field(description="审核意见: null while the step is open.")
    actor: str | None = strawberry.field(description="办理人: who took it, by name.")
    actor_id: str | None = strawberry.field(
        description="办理人标识: tells the person from all others, two of one name too; the same after a new name."
    )
    at: dt.datetime | None = strawberry.field(description="办理时刻: when it was recorded.")
    comment: str | None = strawberry.field(description="审核说明: what was said.")


def steps_of(stored: str) -> list[ReviewStep]:
    """The steps in a row's JSON."""
    return [_step(step) for step in msgspec.json.decode(stored)]


def _step(step: dict[str, Any]) -> ReviewStep:
    decision, at, actor = step.get("decision"), step.get("at"), step.get("actor")
    return ReviewStep(
        role=step["role"],
        scope=step["scope"],
        decision=Decision(decision) if decision else None,
        actor=name_of(actor) if actor else None,
        actor_id=identity_of(actor) if actor else None,
        at=dt.datetime.fromisoformat(at) if at else None,
        comment=step.get("comment"),
    )
