"""Schools (学校): how they are opened, and how their enrolment is stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Annotated

import strawberry

from api.graphql.context import Context
from api.graphql.enums import Ownership
from api.graphql.field import Info, query
from api.graphql.relay.filters import DIVISION
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import code_key
from api.graphql.relay.listing import listing
from api.graphql.relay.node import Node, find_by_key, node
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.registry.open_school import OpenSchool
from domain.registry.school import School as Stream
from domain.registry.school import school_id
from domain.registry.stop_enrolment import StopEnrolment
from projections.registry import schools as queries


@node(
    "School",
    key=code_key,
    read=Context.schools_of,
    key_of=attrgetter("code"),
    stream=Stream.STREAM,
    history=school_id,
    owner=attrgetter("school"),
)
@strawberry.type(description="学校: a school in the registry.")
class School(Node):
    code: str = strawberry.field(description="学校标识码: ten digits, never reused.")
    name: str = strawberry.field(description="学校名称: its name.")
    division_code: str = strawberry.field(description="行政区划代码: the county where it stands, six digits.")
    ownership: Ownership = strawberry.field(description="办学性质: who runs it.")
    enrolment_stopped: bool = strawberry.field(
        description="停止招生: whether it may register nobody any more."
    )

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, row: queries.SchoolRow, at: int) -> School:
        """Kept, for every list names the same few."""
        return cls(
            id=strawberry.ID(encode("School", row.code)),
            at=at,
            code=row.code,
            name=row.name,
            division_code=row.division,
            ownership=Ownership[row.ownership],
            enrolment_stopped=row.stopped,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.code,)


@query("学校: by its code; null when unknown or out of your scope.")
async def school(
    info: Info, code: Annotated[str, strawberry.argument(description="学校标识码: ten digits.")]
) -> School | None:
    found: School | None = await find_by_key(info.context, "School", code_key(code))
    return found


schools = listing(
    "schools",
    "学校列表: the schools in your scope, by code.",
    School,
    queries.list_schools,
    ["code"],
    DIVISION,
)


@strawberry.input(description="开设学校: a new school.")
class OpenSchoolInput(Keyed):
    code: str = strawberry.field(
        description="学校标识码: ten digits, the third and fourth the province; never reused."
    )
    name: str = strawberry.field(description="学校名称: 1 to 100 characters.")
    division_code: str = strawberry.field(description="行政区划代码: the six-digit county where it stands.")
    ownership: Ownership = strawberry.field(description="办学性质: who runs it.")


@strawberry.type(description="开设学校的结果: the school that was opened.")
class OpenSchoolPayload(Payload):
    school: School | None = strawberry.field(description="学校: as it was opened.")


open_school = mutation(
    OpenSchoolInput,
    OpenSchool,
    OpenSchoolPayload,
    "开设学校: open a school. Role REGISTRY_AUTHORITY, in whose scope it stands.",
)


@strawberry.input(description="停止招生: the sanction that ends a school's enrolment.")
class StopEnrolmentInput(Keyed):
    school_code: str = strawberry.field(description="学校标识码: the school's code.")
    reason: str = strawberry.field(description="原因: why, up to 2,000 characters.")
    effective_on: dt.date = strawberry.field(description="生效日期: the day from which it holds.")


@strawberry.type(description="停止招生的结果: the school that may enrol no more.")
class StopEnrolmentPayload(Payload):
    school: School | None = strawberry.field(description="学校: as it stands after the sanction.")


stop_enrolment = mutation(
    StopEnrolmentInput,
    StopEnrolment,
    StopEnrolmentPayload,
    "停止招生: the school may register nobody from now on. Role REGISTRY_AUTHORITY.",
)
