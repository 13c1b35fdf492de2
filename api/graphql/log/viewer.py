"""Who is asking (当前用户)."""

from __future__ import annotations

import strawberry

from api.graphql.field import Info, query
from domain.person import name_of


@strawberry.type(description="当前用户: the person whom your token names.")
class Viewer:
    name: str = strawberry.field(
        description="用户: the person's name, as your token gives it; one person under two roles is one person."
    )
    actor_id: str = strawberry.field(
        description="操作人标识: tells you from all others, two of one name too; what you do is recorded under it."
    )
    roles: list[str] = strawberry.field(description="角色: what the person may do.")
    scopes: list[str] = strawberry.field(
        description="管辖范围: division codes (2, 4 or 6 digits) and school codes (10) that may be seen."
    )


@query("当前用户: who you are, and what you may see.")
def me(info: Info) -> Viewer:
    mandate = info.context.viewer
    return Viewer(
        name=name_of(mandate.name),
        actor_id=mandate.identity,
        roles=list(mandate.roles),
        scopes=list(mandate.scopes),
    )
