"""Somebody moves to another school, or to another desk, and sends an old request again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import id_number, new_student
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL

ELSEWHERE, THERE = "3637000003", "370102"
EVERY_ROLE = tuple(Role)
LINES = """results { index enrolment { id student { name studentNumber } }
  errors { code message details } warnings { code message details } }"""


def person(*scopes: str, roles: Sequence[Role] = EVERY_ROLE) -> Mandate:
    """One person, whatever the token of the day grants."""
    return Mandate("调动的人", tuple(roles), scopes)


async def told(served: Served) -> dict[str, tuple[str, dict[str, Any]]]:
    """Done at one school, each under a key of its own: by mutation what it shows and what was sent."""
    story = served.story
    await story.school()
    await story.school(ELSEWHERE, THERE)
    await story.registered([new_student(5)], ELSEWHERE)
    paid, leaves = await story.students(2)
    await story.roster()
    await story.allocation()
    run = await story.run_draft()
    account = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
    lines = [{**student(n), "bankCard": "6217990000123450000"} for n in (5, 6)]
    lines.append({**student(7), "idNumber": id_number(7)[:-1]})
    change = {
        "enrolmentId": encode("Enrolment", leaves),
        "kind": "WITHDRAW",
        "effectiveOn": "2015-10-01",
        "reason": "其他",
    }
    paper = {"kind": "低保证", "reference": "1"}
    hardship = {"schoolYear": 2015, "level": "HARD", "evidence": [paper]}
    money = {"source": "COUNTY", "amount": "1.00", "documentNumber": "财教", "receivedOn": "2015-09-01"}
    return {
        "approveRun": ("run { id total }", {"runId": encode("Run", str(run.id)), "digest": run.digest}),
        "registerStudents": (LINES, {"schoolCode": SCHOOL, "students": lines}),
        "requestStatusChange": ("change { id kind }", change),
        "assessHardship": ("enrolment { id }", {"enrolmentId": encode("Enrolment", paid), **hardship}),
        "recordAllocation": ("account { allocated allocations { amount } }", {**account, **money}),
    }


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (person(ELSEWHERE), "OUT_OF_SCOPE"),
        (person(THERE, "3637000009"), "OUT_OF_SCOPE"),
        (person(), "OUT_OF_SCOPE"),
        (person(SCHOOL, COUNTY, roles=[Role.AUDITOR]), "FORBIDDEN"),
        (person(ELSEWHERE, roles=[Role.AUDITOR]), "FORBIDDEN"),
    ],
    ids=["moved", "two other places", "without any scope", "another role", "both"],
)
async def test_it_tells_them_nothing_any_more(served: Served, now: Mandate, code: str) -> None:
    for mutation, (shown, given) in (await told(served)).items():
        given = {"idempotencyKey": mutation, **given}
        first = await served.do(person(SCHOOL), mutation, shown, **given)
        assert first["position"], mutation
        again = await served.do(now, mutation, shown, **given)
        [error] = again.pop("errors")
        assert (error["code"], error["path"]) == (code, []), mutation
        if code == "OUT_OF_SCOPE":
            assert error["details"] is None
        assert not any(again.values()), mutation
        honest = await served.do(person(SCHOOL), mutation, shown, **given)
        assert honest == first, mutation
        wider = await served.do(person(SCHOOL, ELSEWHERE), mutation, shown, **given)
        assert wider["position"] == first["position"], mutation
