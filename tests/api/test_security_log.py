"""What was attempted in vain is on record: who, what and why, never whose data it was about."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict
from websockets import connect
from websockets.typing import Subprotocol

from api import security_log
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story

DRAFT = {"schoolCode": SCHOOL, "scheme": "GRANT", "month": "2015-09"}


@pytest.fixture(autouse=True)
def _unknown() -> None:
    security_log._said.clear()
    security_log._since.clear()


def noted(logs: list[EventDict]) -> list[tuple[str, str, str]]:
    return [
        (line["actor"], line["command"], line["code"]) for line in logs if line["event"] == "attempt.refused"
    ]


async def counted(served: Served, code: str) -> float:
    start = f'aid_ledger_refused_attempts_total{{code="{code}"}} '
    lines = (await served.client.get("/metrics")).text.splitlines()
    return sum(float(line.removeprefix(start)) for line in lines if line.startswith(start))


async def test_whoever_lacks_the_role_or_the_scope_is_noted(served: Served, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    before = await counted(served, "OUT_OF_SCOPE")
    with capture_logs() as logs:
        await served.do(holder("FINANCE"), "draftRun", **DRAFT)
        await served.do(holder("AID_OFFICER", OTHER_SCHOOL), "draftRun", **DRAFT)
        await served.do(holder("AID_OFFICER", SCHOOL), "draftRun", **DRAFT)  # NOT_ON_ROSTER is no offence
    assert noted(logs) == [
        ("FINANCE 37", "DraftRun", "FORBIDDEN"),
        (f"AID_OFFICER {OTHER_SCHOOL}", "DraftRun", "OUT_OF_SCOPE"),
    ]
    assert await counted(served, "OUT_OF_SCOPE") == before + 1


async def test_a_key_used_again_and_an_approval_of_ones_own_work_are_noted(
    served: Served, story: Story
) -> None:
    await story.school()
    both = Mandate("Li Hua", (Role.REGISTRAR, Role.REGISTRY_AUTHORITY), ("37",))
    lines = {"schoolCode": SCHOOL, "students": [student(0)], "idempotencyKey": "once"}
    shown = "results { enrolment { id } }"
    with capture_logs() as logs:
        payload = await served.done(both, "registerStudents", shown, **lines)
        ids = [result["enrolment"]["id"] for result in payload["results"]]
        await served.do(both, "registerStudents", shown, **lines | {"students": [student(1)]})
        await served.do(both, "approveRegistrations", schoolCode=SCHOOL, enrolmentIds=ids)
    assert noted(logs) == [
        ("Li Hua", "RegisterStudents", "IDEMPOTENCY_KEY_REUSED"),
        ("Li Hua", "ApproveRegistrations", "SAME_PERSON_MAY_NOT_REVIEW"),
    ]


async def test_strangers_are_counted_and_logged_once_a_minute_each(served: Served) -> None:
    before = await counted(served, "UNAUTHENTICATED")
    wrong = {"authorization": "Bearer a.b.c"}
    with capture_logs() as logs:
        for path in ("/graphql", "/graphql/stream"):
            for headers in ({}, wrong):
                answer = await served.client.post(path, json={"query": "{ me { name } }"}, headers=headers)
                assert answer.status_code == httpx.codes.UNAUTHORIZED
        async with connect(
            f"ws://{served.place}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
        ) as socket:
            await socket.send('{"type": "connection_init", "payload": {"authorization": "Bearer a.b.c"}}')
            await asyncio.wait_for(socket.wait_closed(), 5)
    assert [(line["event"], line["address"], line["times"]) for line in logs] == [
        ("attempt.unauthenticated", "127.0.0.1", 1)
    ]
    assert "a.b.c" not in str(logs)
    assert await counted(served, "UNAUTHENTICATED") == before + 5
