"""A step of a review (审核步骤)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable
from typing import Any, cast
from uuid import UUID

import msgspec
import strawberry

from api.graphql.enums import Decision
from api.graphql.field import Info, field
from api.graphql.personal_text import text_about
from domain.person import identity_of, name_of
from domain.personal_text import Text


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
    said: strawberry.Private[Text | None]
    about: strawberry.Private[tuple[UUID, int] | None]

    @field("审核说明: what was said; null once the person whom it is about was erased.", str | None)
    def comment(self, info: Info) -> str | Awaitable[str | None] | None:
        if self.about is None or self.said is None:
            return cast("str | None", self.said)
        person, at = self.about
        return text_about(info, person, self.said, at)


def steps_of(stored: str, about: tuple[UUID, int] | None = None) -> list[ReviewStep]:
    """The steps in a row's JSON. about: the one person whom they are about, as known at a position."""
    return [_step(step, about) for step in msgspec.json.decode(stored)]


def _step(step: dict[str, Any], about: tuple[UUID, int] | None) -> ReviewStep:
    decision, at, actor = step.get("decision"), step.get("at"), step.get("actor")
    return ReviewStep(
        role=step["role"],
        scope=step["scope"],
        decision=Decision(decision) if decision else None,
        actor=name_of(actor) if actor else None,
        actor_id=identity_of(actor) if actor else None,
        at=dt.datetime.fromisoformat(at) if at else None,
        said=step.get("comment"),
        about=about,
    )
