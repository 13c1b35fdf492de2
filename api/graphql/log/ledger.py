"""The ledger itself (台账), and how far its tables have come."""

from __future__ import annotations

import strawberry

from api.graphql.field import Info, field, query
from api.graphql.scalars import Position
from projections.all import all_projections
from projections.engine.checkpoints import standings
from projections.engine.digest import digest_at


@strawberry.type(description="读模型状态: how far one set of tables has come.")
class ProjectionStatus:
    name: str = strawberry.field(description="名称: its name.")
    version: int = strawberry.field(description="版本: raised when its form changes.")
    position: Position = strawberry.field(description="已处理位置: the events up to it are in the tables.")
    lag: int = strawberry.field(description="滞后: how many events of the ledger are not in the tables yet.")

    @field(
        "摘要: over every row, computed when it is first asked for at a position; equal to that of a rebuild there."
    )
    async def digest(self, info: Info) -> str:
        """Reads the whole of the tables, so one at a time: nobody else's question waits for a connection."""
        reader = info.context.reader
        async with reader.digesting:
            version, position, digest = reader.digests.get(self.name, (0, 0, ""))
            if (version, position) != (self.version, self.position):
                projection = next(
                    each for each in all_projections(reader.ledger.policy) if each.name == self.name
                )
                position, digest = await digest_at(reader.pool, projection)
                reader.digests[self.name] = self.version, position, digest
        return digest


@strawberry.type(description="台账: one province's append-only log and the tables made from it.")
class Ledger:
    code: str = strawberry.field(description="台账代码: the province's division code.")
    position: Position = strawberry.field(description="最新位置: the position of the newest event.")

    @field("读模型: each set of tables.")
    async def projections(self, info: Info) -> list[ProjectionStatus]:
        standing = await standings(info.context.reader.pool)
        return [
            ProjectionStatus(name=name, version=version, position=here, lag=max(self.position - here, 0))
            for name, version, here in standing
        ]


@query("台账: the ledger, and how far its tables have come.")
async def ledger(info: Info) -> Ledger:
    """As it stands, once it has come as far as the request's Ledger-Position asks."""
    await info.context.position()
    ledger = info.context.ledger
    return Ledger(code=ledger.code, position=await ledger.position())
