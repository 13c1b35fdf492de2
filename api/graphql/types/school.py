"""A school (学校)."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from api.graphql.enums import Ownership
from api.graphql.global_id import encode
from api.graphql.types.node import Node
from projections.registry.queries import SchoolRow


@strawberry.type(description="学校: a school in the registry.")
class School(Node):
    """The contract's School."""

    code: str = strawberry.field(description="学校标识码: ten digits, never reused.")
    name: str = strawberry.field(description="学校名称: its name.")
    division_code: str = strawberry.field(description="行政区划代码: the county where it stands, six digits.")
    ownership: Ownership = strawberry.field(description="办学性质: who runs it.")
    enrolment_stopped: bool = strawberry.field(
        description="停止招生: whether it may register nobody any more."
    )

    @classmethod
    def of(cls, row: SchoolRow, at: int) -> School:
        """The school of one row."""
        return cls(
            id=strawberry.ID(encode("School", row.code)),
            at=at,
            code=row.code,
            name=row.name,
            division_code=row.division,
            ownership=Ownership(row.ownership),
            enrolment_stopped=row.stopped,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.code,)
