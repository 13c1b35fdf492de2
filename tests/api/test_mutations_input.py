"""Input that is wrong in one place: which mistakes are the program's, which the person's, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL

AUTHORITY, REGISTRAR, FINANCE = holder("REGISTRY_AUTHORITY"), holder("REGISTRAR", SCHOOL), holder("FINANCE")
ALLOCATION = {
    "idempotencyKey": "1",
    "schoolCode": SCHOOL,
    "scheme": "GRANT",
    "term": "2015-AUTUMN",
    "source": "CENTRAL",
    "amount": "1.00",
    "documentNumber": "财教1",
    "receivedOn": "2015-09-01",
}
ALLOCATE = "mutation ($input: RecordAllocationInput!) { recordAllocation(input: $input) { errors { code } } }"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount", 1.5, "请填写以元为单位、带两位小数的金额（文本），如“200.00”。"),
        ("term", 2015, "请填写学期，如“2015-AUTUMN”（秋季）或“2016-SPRING”（春季）。"),
        ("scheme", "LOAN", "应为以下之一：GRANT、TUITION_WAIVER。"),
        ("documentNumber", 7, "应为带引号的文本。"),
        ("idempotencyKey", None, "必须填写。"),
        ("colour", "red", "没有这个字段。"),
    ],
)
async def test_a_value_of_another_type_is_the_requests_error_and_names_the_field(
    served: Served, field: str, value: Any, said: str
) -> None:
    given = {"input": {**ALLOCATION, field: value}}
    answer = (await served.post(FINANCE, ALLOCATE, given, accept_language="zh-CN")).json()
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["input", field]}
    assert error["message"] == f"input.{field} 的值无效：{said}"
    assert await served.ledger.position() == 0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("idNumber", "37152520000101001", "身份证号应为 18 位。"),
        ("idNumber", "371525200001010019", "身份证号最后一位校验码不对（GB 11643），请核对。"),
        ("idNumber", "371525200002300016", "身份证号中的出生日期（第 7 至 14 位）不存在。"),
        ("name", "学\0生", "姓名中有无法识别的字符（U+0000），请重新输入。"),
        ("originDivisionCode", "999999", "“999999”不是行政区划码，也从来不是。"),
        ("majorCode", "0101", "专业编码应为6位数字。"),
        ("majorName", "设施\x07农业", "文字中不能有控制字符。"),
        ("majorName", "设施\u202e农业", "文字中不能有控制字符。"),
        ("className", "班" * 51, "此处文字最多50个字。"),
        ("entryDate", "2199-09-01", "入学日期应晚于出生日期，且不能晚于今天。"),
        ("years", 2.2, "学制应为1至6年，以半年为单位。"),
        ("bankCard", "62", "银行卡号应为12至19位数字。"),
        ("idNumber", "", "请填写身份证号；没有身份证号的，请填写性别和出生日期。"),
        ("sex", "MALE", "性别与身份证号不符。"),
        ("birthDate", "2000-01-03", "出生日期与身份证号不符。"),
        ("entryDate", "2011-09-01", "入学时应年满 12 周岁，请核对入学日期和出生日期。"),
    ],
)
async def test_a_line_that_falls_says_why_in_the_readers_language(
    served: Served, field: str, value: Any, message: str
) -> None:
    await served.story.school()
    given = {"schoolCode": SCHOOL, "students": [student(0), {**student(1), field: value}]}
    shown = "results { index enrolment { id } errors { message path } }"
    query = (
        "mutation ($input: RegisterStudentsInput!) {"
        f" registerStudents(input: $input) {{ position {shown} errors {{ code }} }} }}"
    )
    values = {"input": {"idempotencyKey": "1", **given}}
    answer = await served.data(REGISTRAR, query, values, accept_language="zh-CN,zh;q=0.9")
    stood, fell = answer["registerStudents"]["results"]
    assert (stood["enrolment"] is not None, stood["errors"]) == (True, [])
    assert fell == {
        "index": 1,
        "enrolment": None,
        "errors": [{"message": message, "path": ["students", "1", field]}],
    }


async def test_a_duplicate_is_held_and_both_are_told(served: Served) -> None:
    await served.story.school()
    await served.story.school("3637000002")
    await served.story.students(1)
    shown = "results { enrolment { status school { code } } errors { code path details } }"
    other = holder("REGISTRAR", "3637000002")
    answer = await served.done(
        other, "registerStudents", shown, schoolCode="3637000002", students=[student(0)]
    )
    assert answer["results"] == [
        {
            "enrolment": {"status": "HELD", "school": {"code": "3637000002"}},
            "errors": [
                {
                    "code": "DOUBLE_ENROLMENT",
                    "path": ["students", "0", "idNumber"],
                    "details": {"school": SCHOOL},
                }
            ],
        }
    ]


async def test_what_may_be_left_out_may_be_null(served: Served) -> None:
    await served.story.school()
    optional = (
        "povertyBelt",
        "agriculturalMajor",
        "artsPerformance",
        "studyMode",
        "track",
        "className",
        "bankCard",
    )
    line = {**student(0), **dict.fromkeys(optional)}
    answer = await served.done(
        REGISTRAR,
        "registerStudents",
        "results { enrolment { className } }",
        schoolCode=SCHOOL,
        students=[line],
    )
    assert answer["results"] == [{"enrolment": {"className": None}}]


async def test_a_batch_has_its_limit(served: Served) -> None:
    await served.story.school()
    refused = await served.do(REGISTRAR, "registerStudents", schoolCode=SCHOOL, students=[student(0)] * 1001)
    assert [(e["code"], e["path"], e["details"]) for e in refused["errors"]] == [
        ("INVALID_INPUT", ["students"], {"limit": 1000})
    ]


@pytest.mark.parametrize(
    ("mutation", "field", "rest"),
    [
        (
            "requestStatusChange",
            "enrolmentId",
            {"kind": "SUSPEND", "effectiveOn": "2015-10-01", "reason": "病"},
        ),
        ("reviewStatusChange", "changeId", {"decision": "APPROVE"}),
        ("assessHardship", "enrolmentId", {"schoolYear": 2015, "level": "NONE", "evidence": []}),
        ("publishAidRoster", "rosterId", {"publishedOn": "2015-09-07"}),
        ("submitAidRoster", "rosterId", {"submittedOn": "2015-09-07"}),
        ("reviewAidRoster", "rosterId", {"decision": "APPROVE"}),
        ("approveRun", "runId", {"digest": "x"}),
        ("recordBankResults", "runId", {"results": []}),
        (
            "recordRecovery",
            "paymentId",
            {"amount": "1.00", "receivedOn": "2015-10-01", "reference": "收"},
        ),
    ],
)
async def test_an_id_that_is_unknown_malformed_or_out_of_scope_is_not_found(
    served: Served, mutation: str, field: str, rest: dict[str, Any]
) -> None:
    stranger = Mandate("外人", tuple(Role), ("3701",))
    await served.story.school()
    [enrolment] = await served.story.students(1)
    roster = await served.story.roster()
    await served.story.allocation()
    run = await served.story.run()
    for kind, raw in (("Enrolment", enrolment), ("AidRoster", roster), ("Run", run.id), ("School", SCHOOL)):
        given = {field: encode(kind, str(raw)), **rest}
        refused = await served.do(stranger, mutation, **given)
        assert [(e["code"], e["path"]) for e in refused["errors"]] == [("NOT_FOUND", [field])], given


async def test_somebody_elses_school_is_out_of_scope(served: Served) -> None:
    await served.story.school()
    given: dict[str, Any] = {"schoolCode": SCHOOL, "students": [student(0)]}
    refused = await served.do(holder("REGISTRAR", "3637000002"), "registerStudents", **given)
    assert [(e["code"], e["path"]) for e in refused["errors"]] == [("OUT_OF_SCOPE", ["schoolCode"])]


async def test_enrolment_is_stopped_and_stays_so(served: Served) -> None:
    await served.story.school()
    given: dict[str, Any] = {"schoolCode": SCHOOL, "reason": "虚报人数", "effectiveOn": "2016-01-01"}
    by = holder("REGISTRY_AUTHORITY", COUNTY)
    stopped = await served.done(by, "stopEnrolment", "school { enrolmentStopped }", **given)
    assert stopped["school"] == {"enrolmentStopped": True}
    again = await served.do(by, "stopEnrolment", **given)
    assert [error["code"] for error in again["errors"]] == ["ALREADY_DONE"]
