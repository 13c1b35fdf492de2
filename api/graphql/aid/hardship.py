"""Hardship (家庭经济困难认定): recognised by a school for one school year."""

from __future__ import annotations

import strawberry

from api.graphql.enums import HardshipLevel
from api.graphql.registry.enrolments import Enrolment
from api.graphql.writing.command import node_id
from api.graphql.writing.documents import DocumentInput
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.payload import Payload
from domain.aid.assess_hardship import AssessHardship


@strawberry.input(description="家庭经济困难认定: a family's hardship in one school year.")
class AssessHardshipInput(Keyed):
    enrolment_id: strawberry.ID = node_id("Enrolment", "学籍标识: the student's enrolment.")
    school_year: int = strawberry.field(
        description="学年: the year in which the school year begins, from 2007 to the current one."
    )
    level: HardshipLevel = strawberry.field(description="困难程度: the level recognised; NONE takes it back.")
    evidence: list[DocumentInput] = strawberry.field(
        description="认定依据: the papers that it rests on, up to 20; any level but NONE needs one."
    )


@strawberry.type(description="困难认定的结果: the enrolment whose student was assessed.")
class AssessHardshipPayload(Payload):
    enrolment: Enrolment | None = strawberry.field(description="学籍: the enrolment.")


assess_hardship = mutation(
    AssessHardshipInput,
    AssessHardship,
    AssessHardshipPayload,
    "家庭经济困难认定: recognise hardship for one school year. Role AID_OFFICER of the school.",
)
