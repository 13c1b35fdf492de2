"""A step of a review (审核步骤)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
import strawberry

from api.graphql.enums import Decision
from api.graphql.field import Info, of_all
from api.graphql.personal_text import texts_about
from domain.person import identity_of, name_of
from domain.personal_text import Text


async def _comments(steps: Sequence[ReviewStep], info: Info) -> list[str | None]:
    about = [(step.about[0], step.said) for step in steps if step.about and step.said]
    positions = {step.about[1] for step in steps if step.about}
    shown = iter(await texts_about(info, about, max(positions, default=0)))
    return [next(shown) if step.about and step.said else cast("str | None", step.said) for step in steps]


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

    comment = of_all(
        "审核说明: what was said; null once the person whom it is about was erased.", str | None, _comments
    )


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
