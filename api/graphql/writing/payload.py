"""What every mutation answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Self, get_args, get_type_hints

import strawberry

from api.graphql.relay.node import NODES, NodeKind
from api.graphql.scalars import Position
from api.graphql.writing.outcome import Outcome
from api.graphql.writing.user_error import UserError


@strawberry.interface(
    description=(
        "写入结果: the answer of a mutation. An expected refusal is an entry in errors, with a stable code; "
        "nothing was then recorded for it."
    )
)
class Payload:
    position: Position | None = strawberry.field(
        description=(
            "台账位置: of the last event recorded; send it as the header Ledger-Position to read your own writes. "
            "Null when nothing was recorded."
        )
    )
    errors: list[UserError] = strawberry.field(description="业务拒绝: what was refused, and why.")

    @classmethod
    async def of(cls, outcome: Outcome) -> Self:
        """The payload whose own fields are nodes that the answer names, each under the field's name."""
        kinds = _named(cls)  # type: ignore[arg-type] # mypy asks whether its instances could be hashed
        shown = {name: await outcome.one(kind, name) for name, kind in kinds.items()}
        return cls(position=outcome.position, errors=outcome.errors, **shown)


@cache
def _named(payload: type[Payload]) -> Mapping[str, NodeKind]:
    hints = get_type_hints(payload)
    kinds: dict[Any, NodeKind] = {kind.type: kind for kind in NODES.values()}
    own = [field.name for field in fields(payload) if field.name not in get_type_hints(Payload)]
    return {name: kinds[get_args(hints[name])[0]] for name in own}
