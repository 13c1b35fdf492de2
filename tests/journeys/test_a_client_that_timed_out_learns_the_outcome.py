"""A client that does not wait as long as the work takes sends the same again, and learns what became of it."""

from __future__ import annotations

from typing import Any

import httpx

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import SCHOOL

REGISTRAR, PRINCIPAL = holder("REGISTRAR", SCHOOL), holder("PRINCIPAL", SCHOOL)
CLASS = 500
FIRST_PATIENCE = 0.001  # seconds


async def impatiently(
    served: Served, by: Mandate, mutation: str, shown: str, **given: Any
) -> tuple[Any, int]:
    """Gives up and asks again, each time a little more patient; the answer, and how often it timed out."""
    patience, given_up = FIRST_PATIENCE, 0
    while True:
        served.client.timeout = httpx.Timeout(10, read=patience)
        try:
            return await served.do(by, mutation, shown, idempotencyKey="one", **given), given_up
        except httpx.ReadTimeout:
            patience, given_up = patience * 1.5, given_up + 1


async def test_of_a_registration(served: Served) -> None:
    """Its first attempt is still at work when the second comes."""
    await served.story.school()
    given = {"schoolCode": SCHOOL, "students": [student(n) for n in range(CLASS)]}
    shown = "results { index enrolment { id } errors { code } }"
    answer, given_up = await impatiently(served, REGISTRAR, "registerStudents", shown, **given)
    assert given_up > 1
    assert answer["errors"] == []
    assert len({line["enrolment"]["id"] for line in answer["results"]}) == CLASS
    assert await served.ledger.position() == int(answer["position"]) == 1 + 2 * CLASS


async def test_of_an_approval(served: Served) -> None:
    await served.story.school()
    await served.story.students(CLASS)
    await served.story.roster()
    await served.story.allocation()
    run = await served.story.run_draft()
    given = {"runId": encode("Run", str(run.id)), "digest": run.digest}
    answer, given_up = await impatiently(served, PRINCIPAL, "approveRun", "run { state count }", **given)
    assert given_up > 1
    assert answer["errors"] == []
    assert answer["run"] == {"state": "APPROVED", "count": CLASS}
    payments = "SELECT count(*) FROM ledger_events WHERE topic = 'aid.PaymentInstructed.v1'"
    assert await served.ledger.pool.fetchval(payments) == CLASS
    assert await served.ledger.position() == int(answer["position"])


async def test_of_something_that_is_refused(served: Served) -> None:
    """The outcome is a refusal: nobody takes it for an approval that came through meanwhile."""
    await served.story.school()
    await served.story.students(CLASS)
    await served.story.roster()
    await served.story.allocation(CLASS * 200_00 - 1)
    run = await served.story.run_draft()
    before = await served.ledger.position()
    given = {"runId": encode("Run", str(run.id)), "digest": run.digest}
    answer, given_up = await impatiently(served, PRINCIPAL, "approveRun", "run { state }", **given)
    assert given_up > 0
    assert [error["code"] for error in answer["errors"]] == ["INSUFFICIENT_FUNDS"]
    assert await served.ledger.position() == before
