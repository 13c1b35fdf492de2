"""The ledger itself (台账), and how far its tables have come."""

from __future__ import annotations

from datetime import datetime

import strawberry

from api.graphql.field import Info, asks_for, field, query
from api.graphql.scalars import Position
from projections.all import all_projections
from projections.engine.checkpoints import standings
from projections.engine.digest import digest_at
from projections.engine.reading import Digest, Reader

NONE: Digest = (0, 0, "")


@strawberry.type(description="读模型状态: how far one set of tables has come.")
class ProjectionStatus:
    name: str = strawberry.field(description="名称: its name.")
    version: int = strawberry.field(description="版本: raised when its form changes.")
    position: Position = strawberry.field(description="已处理位置: the events up to it are in the tables.")
    lag: int = strawberry.field(description="滞后: how many events of the ledger are not in the tables yet.")
    digest: str = strawberry.field(
        description=(
            "摘要: over every row, computed when it is first asked for at a position; equal to that of a rebuild "
            "there."
        )
    )


@strawberry.type(
    description=(
        "纪元: between two restores of the log. A position means the same only within one: after a restore those past "
        "its beginning are given again, for other events."
    )
)
class LedgerEpoch:
    id: strawberry.ID = strawberry.field(
        description="纪元标识: what the header Ledger-Epoch of an answer names, and that of a request may."
    )
    number: int = strawberry.field(description="序号: from 1.")
    begun_at: datetime = strawberry.field(description="开始时间: when the restored log was first opened.")
    position: Position = strawberry.field(
        description="起始位置: up to it the log is that of the epoch before; the epoch's own events follow."
    )


@strawberry.type(description="台账: one province's append-only log and the tables made from it.")
class Ledger:
    code: str = strawberry.field(description="台账代码: the province's division code.")
    position: Position = strawberry.field(description="最新位置: the position of the newest event.")

    epoch: LedgerEpoch = strawberry.field(description="纪元: which of the log's epochs this is.")

    @field("读模型: each set of tables.", looks_below=True)
    async def projections(self, info: Info) -> list[ProjectionStatus]:
        reader = info.context.reader
        standing = await standings(reader.pool)
        if asks_for("digest", info.selected_fields):
            known = await _digests(reader, standing)
        else:
            known = {name: (version, here, "") for name, version, here in standing}
        return [
            ProjectionStatus(
                name=name, version=version, position=here, lag=max(self.position - here, 0), digest=digest
            )
            for name, (version, here, digest) in known.items()
        ]


async def _digests(reader: Reader, standing: list[tuple[str, int, int]]) -> dict[str, Digest]:
    """By projection; each position is the digest's own, for the tables may have come further meanwhile.

    Reads the whole of the tables, so one at a time: nobody else's question waits for a connection.
    """
    projections = {each.name: each for each in all_projections(reader.ledger.policy)}
    async with reader.digesting:
        for name, version, here in standing:
            if reader.digests.get(name, NONE)[:2] != (version, here):
                reader.digests[name] = (version, *await digest_at(reader.pool, projections[name]))
        return {name: reader.digests[name] for name, _, _ in standing}


@query("台账: the ledger, and how far its tables have come.")
async def ledger(info: Info) -> Ledger:
    """As it stands, once it has come as far as the request's Ledger-Position asks."""
    await info.context.position()
    ledger = info.context.ledger
    epoch = ledger.epoch
    return Ledger(
        code=ledger.code,
        position=await ledger.position(),
        epoch=LedgerEpoch(
            id=strawberry.ID(str(epoch.id)),
            number=epoch.number,
            begun_at=epoch.begun_at,
            position=epoch.position,
        ),
    )
