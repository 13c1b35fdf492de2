"""Anything by its global id."""

from __future__ import annotations

from typing import Annotated

import strawberry

from api.graphql.field import Info, query
from api.graphql.relay.node import Node, find


@query("节点: anything by its global id; null when unknown, malformed or out of your scope.")
async def node(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="全局标识: the id.")]
) -> Node | None:
    found: Node | None = await find(info.context, id)
    return found
