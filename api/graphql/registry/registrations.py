"""Registrations (学籍注册): students registered by a school in batches, and their approval."""

from __future__ import annotations

import datetime as dt
from typing import Self

import strawberry

from api.graphql.enums import Hukou, Sex, StudyMode, Track
from api.graphql.registry.enrolments import Enrolment
from api.graphql.relay.node import NODES
from api.graphql.writing.command import lines, node_id
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.outcome import Outcome
from api.graphql.writing.payload import Payload
from api.graphql.writing.user_error import UserError
from domain.registry.approve_registrations import ApproveRegistrations
from domain.registry.register_students import RegisterStudents


@strawberry.input(description="新生登记: one student to be registered.")
class NewStudent:
    id_number: str = strawberry.field(
        description=(
            "身份证号: 18 characters, check digit by GB 11643-1999, or one of 15 digits as given out until 1999; "
            "empty for a person without one, who gets a student number of J and 18 characters."
        )
    )
    name: str = strawberry.field(description="姓名: 1 to 50 characters, rare ones included.")
    hukou: Hukou = strawberry.field(description="户籍性质: where the household is registered.")
    origin_division_code: str = strawberry.field(
        description="生源地行政区划代码: the county that the student comes from; a code since abolished is accepted."
    )
    poverty_belt: bool | None = strawberry.field(
        default=False,
        description="连片特困地区: whether the household is in a designated poverty-belt county.",
    )
    major_code: str = strawberry.field(
        description="专业代码: six digits of the national catalogue of majors."
    )
    major_name: str = strawberry.field(description="专业名称: 1 to 50 characters.")
    agricultural_major: bool | None = strawberry.field(
        default=None,
        description="涉农专业: whether the major is agricultural; omitted: looked up by its code.",
    )
    arts_performance: bool | None = strawberry.field(
        default=None,
        description="艺术类相关表演专业: whether it is arts performance; omitted: looked up by its code.",
    )
    entry_date: dt.date = strawberry.field(description="入学日期: the day on which the enrolment begins.")
    years: float = strawberry.field(description="学制: how many years the course lasts, 1 to 6 in halves.")
    study_mode: StudyMode | None = strawberry.field(
        default=StudyMode.FULL_TIME, description="学习形式: full or part time."
    )
    track: Track | None = strawberry.field(
        default=Track.ORDINARY, description="培养类型: the kind of course."
    )
    class_name: str | None = strawberry.field(default=None, description="班级: up to 50 characters.")
    bank_card: str | None = strawberry.field(
        default=None, description="资助卡号: 12 to 19 digits, a card in the student's own name."
    )
    sex: Sex | None = strawberry.field(
        default=None, description="性别: needed where idNumber is empty, else it must agree with the number."
    )
    birth_date: dt.date | None = strawberry.field(
        default=None,
        description="出生日期: needed where idNumber is empty, else it must agree with the number.",
    )


@strawberry.input(
    description="学籍注册: students of one school; each line is accepted or refused on its own."
)
class RegisterStudentsInput(Keyed):
    school_code: str = strawberry.field(description="学校标识码: the school that registers them.")
    students: list[NewStudent] = lines("学生: 1 to 1,000 lines.")


@strawberry.type(description="单行注册结果: what became of one line.")
class RegisterStudentResult:
    index: int = strawberry.field(description="行序号: which line of the input, from 0.")
    enrolment: Enrolment | None = strawberry.field(
        description="学籍: PENDING as registered, HELD when the person is enrolled elsewhere; null when refused."
    )
    errors: list[UserError] = strawberry.field(description="业务拒绝: why the line was refused or is held.")
    warnings: list[UserError] = strawberry.field(
        description="提醒: what to look at in a line that was registered all the same, such as CARD_CHECK_DIGIT."
    )


@strawberry.type(description="学籍注册的结果: one result a line, in the order of the input.")
class RegisterStudentsPayload(Payload):
    results: list[RegisterStudentResult] = strawberry.field(
        description="逐行结果: one a line; empty when the whole batch was refused."
    )

    @classmethod
    async def of(cls, outcome: Outcome) -> Self:
        return cls(results=await _results(outcome), position=outcome.position, errors=outcome.errors)


async def _results(outcome: Outcome) -> list[RegisterStudentResult]:
    answered = outcome.answer.results if outcome.answer else ()
    known = dict.fromkeys(line.enrolment for line in answered if line.enrolment)
    enrolments = dict(zip(known, await outcome.many(NODES["Enrolment"], known), strict=True))
    results = [
        RegisterStudentResult(index=index, enrolment=None, errors=errors, warnings=[])
        for index, errors in outcome.fallen.items()
    ]
    results += [
        RegisterStudentResult(
            index=index,
            enrolment=enrolments.get(line.enrolment),
            errors=outcome.refusals(line.errors, "students", str(index)),
            warnings=outcome.refusals(line.warnings, "students", str(index)),
        )
        for index, line in zip(outcome.standing, answered, strict=False)
    ]
    return sorted(results, key=lambda result: result.index)


register_students = mutation(
    RegisterStudentsInput,
    RegisterStudents,
    RegisterStudentsPayload,
    "学籍注册: register students, up to 1,000 at once. Role REGISTRAR. The authority approves them then.",
)


@strawberry.input(
    description="注册审核: registrations of one school to be approved; each is accepted or refused on its own."
)
class ApproveRegistrationsInput(Keyed):
    school_code: str = strawberry.field(description="学校标识码: the school that registered them.")
    enrolment_ids: list[strawberry.ID] = node_id("Enrolment", "学籍标识: 1 to 1,000 ids.")


@strawberry.type(description="注册审核的结果: the enrolments that were approved.")
class ApproveRegistrationsPayload(Payload):
    """An error names its line in its path: ["enrolmentIds", "3"]."""

    approved: list[Enrolment] = strawberry.field(
        description="已通过的学籍: ACTIVE now; each of the others has an entry in errors whose path names its line."
    )

    @classmethod
    async def of(cls, outcome: Outcome) -> Self:
        known = outcome.answer.approved if outcome.answer else ()
        return cls(
            approved=[each for each in await outcome.many(NODES["Enrolment"], known) if each],
            position=outcome.position,
            errors=outcome.errors + outcome.refusals(outcome.answer.errors if outcome.answer else ()),
        )


approve_registrations = mutation(
    ApproveRegistrationsInput,
    ApproveRegistrations,
    ApproveRegistrationsPayload,
    "注册审核: approve registrations. Role REGISTRY_AUTHORITY of the county or above, not who registered.",
)
