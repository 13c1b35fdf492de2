"""Relay's Node."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from api.graphql.context import Context


@strawberry.interface(description="节点: anything that can be asked for again by its global id.")
class Node:
    """at: the position as of which it was read; what hangs on it is read at the same."""

    id: strawberry.ID = strawberry.field(description="全局标识: an opaque id; don't take it apart.")
    at: strawberry.Private[int]

    def schools(self) -> Sequence[str | None]:
        """Codes of the schools whose people may see it."""
        raise NotImplementedError


async def is_visible(context: Context, node: Node) -> bool:
    """Whether the viewer may see it. Needed for what was asked for by its id."""
    visible = await context.schools(node.at)
    return visible is None or not set(visible).isdisjoint(node.schools())
