"""The same key again: one effect, and the first answer for everybody who asks."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from api.graphql.relay.global_id import encode
from api.http.operation import finish_mutations
from domain.mandate import Mandate
from projections.engine.reading import NotReached, Reader
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL

AUTHORITY = holder("REGISTRY_AUTHORITY")
REGISTRAR, OFFICER, PRINCIPAL = (holder(role, SCHOOL) for role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL"))
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
OPEN = {"code": SCHOOL, "name": "学校", "divisionCode": COUNTY, "ownership": "PUBLIC"}
RESULTS = "results { index enrolment { id status student { name } } errors { code message path } }"


async def all_at_once(served: Served, by: Mandate, mutation: str, shown: str, **given: Any) -> list[Any]:
    key = uuid.uuid4().hex
    calls = [served.do(by, mutation, shown, idempotencyKey=key, **given) for _ in range(16)]
    return await asyncio.gather(*calls)


async def test_sixteen_at_once_have_one_effect_and_one_answer(served: Served) -> None:
    answers = await all_at_once(served, AUTHORITY, "openSchool", "school { id name }", **OPEN)
    assert answers == [answers[0]] * 16
    assert answers[0]["errors"] == []
    assert await served.ledger.position() == 1


async def test_sixteen_batches_at_once_register_each_student_once(served: Served) -> None:
    await served.story.school()
    lines = [student(n) for n in range(20)]
    lines[7]["idNumber"] = "371525200001010000"
    answers = await all_at_once(
        served, REGISTRAR, "registerStudents", RESULTS, schoolCode=SCHOOL, students=lines
    )
    assert answers == [answers[0]] * 16
    fallen = [line["index"] for line in answers[0]["results"] if line["errors"]]
    assert fallen == [7]
    assert await served.ledger.position() == 1 + 2 * 19


async def test_a_repeated_key_gives_the_first_warnings_again_and_a_new_one_knows_everybody(
    served: Served,
) -> None:
    await served.story.school()
    lines = [{**student(0), "bankCard": "6217990000123450000"}, student(1)]
    given = {"schoolCode": SCHOOL, "students": lines}
    shown = "results { enrolment { id } errors { code path } warnings { code message path } }"
    first = await served.done(REGISTRAR, "registerStudents", shown, idempotencyKey="a", **given)
    warned, plain = first["results"]
    [warning] = warned["warnings"]
    assert (warning["code"], warning["path"]) == ("CARD_CHECK_DIGIT", ["students", "0", "bankCard"])
    assert "dropped its last digits" in warning["message"]
    assert (warned["errors"], plain["errors"], plain["warnings"]) == ([], [], [])
    position = await served.ledger.position()
    assert await served.do(REGISTRAR, "registerStudents", shown, idempotencyKey="a", **given) == first
    again = await served.do(REGISTRAR, "registerStudents", shown, idempotencyKey="b", **given)
    assert [line["enrolment"] for line in again["results"]] == [
        line["enrolment"] for line in first["results"]
    ]
    assert [line["errors"] for line in again["results"]] == [
        [{"code": "ALREADY_DONE", "path": ["students", place, "idNumber"]}] for place in ("0", "1")
    ]
    assert await served.ledger.position() == position


async def test_a_repeated_key_shows_the_first_answer_whatever_happened_since(served: Served) -> None:
    await served.story.school()
    await served.story.students(1)
    values = {"idempotencyKey": "list", **ACCOUNT}
    shown = "roster { id state publishedOn steps { role decision actor } }"
    first = await served.done(OFFICER, "draftAidRoster", shown, **values)
    roster = first["roster"]["id"]
    published = await served.done(
        OFFICER, "publishAidRoster", shown, rosterId=roster, publishedOn="2015-09-07"
    )
    assert published["roster"]["state"] == "PUBLISHED"
    assert await served.do(OFFICER, "draftAidRoster", shown, **values) == first


async def test_an_approval_repeated_after_the_bank_has_paid_shows_the_run_as_it_was_approved(
    served: Served,
) -> None:
    await served.story.school()
    await served.story.students(2)
    await served.story.roster()
    await served.story.allocation()
    run = await served.story.run_draft()
    given = {"idempotencyKey": "go", "runId": encode("Run", str(run.id)), "digest": run.digest}
    shown = "run { state settled payments { edges { node { state } } } }"
    approved = await served.done(PRINCIPAL, "approveRun", shown, **given)
    await served.story.bank(run)
    assert await served.do(PRINCIPAL, "approveRun", shown, **given) == approved
    assert approved["run"]["payments"]["edges"] == [{"node": {"state": "INSTRUCTED"}}] * 2


async def test_what_is_done_but_not_readable_yet_is_said_to_be_done(served: Served, monkeypatch: Any) -> None:
    async def never(*_: Any) -> int:
        raise NotReached(1, 0)

    query = "mutation ($input: OpenSchoolInput!) { openSchool(input: $input) { position } }"
    values = {"input": {"idempotencyKey": "1", **OPEN}}
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "position", never)
        [error] = (await served.post(AUTHORITY, query, values)).json()["errors"]
    assert error["extensions"]["code"] == "NOT_READY"
    assert "Done at position 1" in error["message"]
    assert await served.data(AUTHORITY, query, values) == {"openSchool": {"position": "1"}}


async def test_a_key_belongs_to_the_person_who_sent_it(served: Served) -> None:
    await served.done(AUTHORITY, "openSchool", idempotencyKey="1", **OPEN)
    other = holder("REGISTRY_AUTHORITY", COUNTY)
    refused = await served.do(other, "openSchool", idempotencyKey="1", **OPEN)
    assert [error["code"] for error in refused["errors"]] == ["ALREADY_DONE"]


async def test_a_refused_request_may_be_sent_again_under_its_key_once_it_is_put_right(served: Served) -> None:
    refused = await served.do(AUTHORITY, "openSchool", idempotencyKey="1", **{**OPEN, "name": ""})
    assert [error["code"] for error in refused["errors"]] == ["INVALID_INPUT"]
    await served.done(AUTHORITY, "openSchool", idempotencyKey="1", **OPEN)


async def test_a_client_that_gave_up_waiting_learns_the_outcome_under_its_key(served: Served) -> None:
    await served.story.school()
    given: dict[str, Any] = {
        "idempotencyKey": "k",
        "schoolCode": SCHOOL,
        "students": [student(n) for n in range(500)],
    }
    impatient = httpx.Timeout(10, read=0.01)
    served.client.timeout = impatient
    with pytest.raises(httpx.ReadTimeout):
        await served.do(REGISTRAR, "registerStudents", **given)
    served.client.timeout = httpx.Timeout(30)
    await finish_mutations()
    recorded = await served.ledger.position()
    answer = await served.done(REGISTRAR, "registerStudents", "results { index }", **given)
    assert recorded == await served.ledger.position() == int(answer["position"]) == 1 + 2 * 500
    assert len(answer["results"]) == 500
