"""The ledger itself (台账), and how far its tables have come."""

from __future__ import annotations

import strawberry

from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.scalars import Position
from projections.all import all_projections
from projections.engine.checkpoints import standings
from projections.engine.digest import digest_at


@strawberry.type(description="读模型状态: how far one set of tables has come.")
class ProjectionStatus:
    """The contract's ProjectionStatus."""

    name: str = strawberry.field(description="名称: its name.")
    version: int = strawberry.field(description="版本: raised when its form changes.")
    position: Position = strawberry.field(description="已处理位置: the events up to it are in the tables.")
    lag: int = strawberry.field(description="滞后: how many events of the ledger are not in the tables yet.")

    @field("摘要: over every row, read just now; equal to that of a rebuild at the same position.")
    async def digest(self, info: Info) -> str:
        """Reads the whole of the tables, so one at a time: nobody else's question waits for a connection."""
        ledger = info.context.ledger
        projection = next(each for each in all_projections(ledger.policy) if each.name == self.name)
        async with info.context.reader.digesting:
            _, digest = await digest_at(ledger.pool, projection)
        return digest


@strawberry.type(description="台账: one province's append-only log and the tables made from it.")
class Ledger:
    """The contract's Ledger."""

    code: str = strawberry.field(description="台账代码: the province's division code.")
    position: Position = strawberry.field(description="最新位置: the position of the newest event.")

    @field("读模型: each set of tables.")
    async def projections(self, info: Info) -> list[ProjectionStatus]:
        """By name."""
        standing = await standings(info.context.reader.pool)
        return [
            ProjectionStatus(name=name, version=version, position=here, lag=max(self.position - here, 0))
            for name, version, here in standing
        ]
