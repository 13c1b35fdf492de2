"""Whatever is wrong with a request: the answer names the place, and the ledger stands where it stood."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import asyncpg
import pytest

from api.graphql.relay.global_id import encode
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.conftest import SECRET, database
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import PROVINCE
from tests.support.server import Served, served_ledger, token_of
from tests.support.story import SCHOOL, payment_of, person_of

EVERYBODY = Mandate("谁", tuple(Role), ("37",))
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
SIGNED = {"authorization": f"Bearer {token_of(EVERYBODY)}", "content-type": "application/json"}


class Told(NamedTuple):
    """A school with two people who are paid, and the ids of what there is."""

    served: Served
    ids: dict[str, str]


@pytest.fixture(scope="module")
async def school(server: Callable[[str], str], keeper: asyncpg.Connection) -> AsyncIterator[Told]:
    """One for all: nothing here may change it."""
    async with (
        database(server, keeper) as dsn,
        open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger,
        served_ledger(ledger, dsn) as served,
    ):
        yield await _tell(served)


@pytest.fixture
async def told(school: Told) -> AsyncIterator[Told]:
    """At the end the ledger must stand where it stood."""
    before = await school.served.ledger.position()
    yield school
    assert await school.served.ledger.position() == before


async def _tell(served: Served) -> Told:
    story = served.story
    await story.school()
    enrolment, other = await story.students(2)
    roster = await story.roster()
    await story.allocation()
    run = await story.run()
    now = str(await served.ledger.position())
    await served.data(EVERYBODY, "{ ledger { position } }", ledger_position=now)
    ids = {
        "Enrolment": encode("Enrolment", enrolment),
        "Student": encode("Student", str(person_of(enrolment))),
        "Other": encode("Student", str(person_of(other))),
        "AidRoster": encode("AidRoster", str(roster)),
        "Run": encode("Run", str(run.id)),
        "Payment": encode("Payment", str(payment_of(enrolment))),
    }
    return Told(served, ids)


# ------------------------------------------------------------------ bodies


async def _endless() -> AsyncIterator[bytes]:
    yield b'{"query": "mutation { x }", "variables": {"input": "'
    for _ in range(160):
        yield b"x" * 65_536


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b'{"query": "mutation { openSchool', 400, "not valid JSON"),
        (b'{"query": "{ me { name } }", "variables": {"years": NaN}}', 400, "not valid JSON"),
        (b'{"query": "{ me { name } }", "variables": {"years": 1e999}}', 400, "not valid JSON"),
        (b'{"query": "\\ud800"}', 400, "not valid JSON"),
        (b'{"query": "\xff"}', 400, "not valid JSON"),
        (b'{"query": ' + b"[" * 100_000, 400, "not valid JSON"),
        (b'[{"query": "{ me { name } }"}]', 400, "one JSON object"),
        (b'{"query": {"me": "name"}}', 400, "'query'"),
        (b'{"query": "{ me { name } }", "variables": "none"}', 400, "'variables'"),
        (_endless, 413, "larger than 2 MB"),
    ],
)
async def test_in_the_body(told: Told, body: Any, status: int, says: str) -> None:
    content = body() if callable(body) else body
    answer = await told.served.client.post("/graphql", content=content, headers=SIGNED)
    assert answer.status_code == status
    assert says in answer.json()["errors"][0]["message"]


# ------------------------------------------------------------------ values that are not of their type

REGISTER: dict[str, Any] = {"schoolCode": SCHOOL, "students": [student(50), student(51)]}
RESULT = {"outcome": "SETTLED", "amount": "200.00", "on": "2015-09-25", "reference": "回单"}
HARDSHIP = {"level": "HARD", "evidence": [{"kind": "低保证", "reference": "1"}], "schoolYear": 2015}
DOCUMENT = {"kind": "申请书", "reference": "1"}


def second_student(**wrong: Any) -> dict[str, Any]:
    return {**REGISTER, "students": [student(50), {**student(51), **wrong}]}


def second_result(**wrong: Any) -> dict[str, Any]:
    line = {**RESULT, "paymentId": "?"}
    return {"runId": "?", "results": [line, {**line, **wrong}]}


MONEY = (
    "1.234",
    "2E2",
    "2e2",
    200,
    200.5,
    "200",
    "200.0",
    "+1.00",
    "200.00 ",
    "２００.００",
    "1,000.00",
    "",
    None,
)
DATES = (
    "2016-02-30",
    "2015-02-29",
    "2015-13-01",
    "2015-9-1",
    "20150901",
    20150901,
    "2015-09-01T00:00:00Z",
    "今天",
)


@pytest.mark.parametrize(
    ("mutation", "given", "field"),
    [
        *(("recordBankResults", second_result(amount=value), "results[1].amount") for value in MONEY),
        *(("registerStudents", second_student(entryDate=value), "students[1].entryDate") for value in DATES),
        ("registerStudents", second_student(years="3"), "students[1].years"),
        ("registerStudents", second_student(years=True), "students[1].years"),
        ("registerStudents", second_student(povertyBelt="yes"), "students[1].povertyBelt"),
        ("registerStudents", second_student(hukou="NOMAD"), "students[1].hukou"),
        ("registerStudents", second_student(name=["学生"]), "students[1].name"),
        ("registerStudents", second_student(height=180), "height"),
        ("registerStudents", {**REGISTER, "students": [student(50), None]}, "students[1]"),
        ("registerStudents", {**REGISTER, "students": "all of them"}, "students"),
        ("registerStudents", {**REGISTER, "students": None}, "students"),
        ("registerStudents", {**REGISTER, "schoolCode": 3637000001}, "schoolCode"),
        ("assessHardship", {**HARDSHIP, "enrolmentId": "?", "schoolYear": 2**31}, "schoolYear"),
        ("assessHardship", {**HARDSHIP, "enrolmentId": "?", "schoolYear": 2015.5}, "schoolYear"),
        ("assessHardship", {**HARDSHIP, "enrolmentId": {"id": 1}}, "enrolmentId"),
        ("draftRun", {**ACCOUNT, "month": "2015-13"}, "month"),
        ("draftRun", {"schoolCode": SCHOOL, "scheme": "GRANT", "month": "2015-9"}, "month"),
        ("draftAidRoster", {**ACCOUNT, "term": "2016-WINTER"}, "term"),
        ("draftAidRoster", {**ACCOUNT, "term": "2016-autumn"}, "term"),
        ("draftAidRoster", {**ACCOUNT, "term": "2016"}, "term"),
        ("closeTerm", {**ACCOUNT, "closedOn": "2016-02-30"}, "closedOn"),
    ],
)
async def test_in_a_value_that_is_not_of_its_type(
    told: Told, mutation: str, given: dict[str, Any], field: str
) -> None:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ position }} }}"
    answer = await told.served.post(EVERYBODY, query, {"input": {"idempotencyKey": "1", **given}})
    assert "data" not in answer.json()
    errors = answer.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"INVALID_INPUT"}
    assert any(field in error["message"] for error in errors), errors


# ------------------------------------------------------------------ values that the rules refuse

WRONG_DIGIT = "37152520000101001X"


@pytest.mark.parametrize(
    ("mutation", "given", "path"),
    [
        ("registerStudents", {**REGISTER, "students": []}, ["students"]),
        ("registerStudents", {**REGISTER, "students": [student(50)] * 1_001}, ["students"]),
        ("approveRegistrations", {"schoolCode": SCHOOL, "enrolmentIds": []}, ["enrolmentIds"]),
        ("approveRegistrations", {"schoolCode": SCHOOL, "enrolmentIds": ["?"] * 1_001}, ["enrolmentIds"]),
        ("recordBankResults", {"runId": "Run", "results": []}, ["results"]),
        (
            "recordBankResults",
            {"runId": "Run", "results": [{**RESULT, "paymentId": "?"}] * 5_001},
            ["results"],
        ),
        ("assessHardship", {**HARDSHIP, "enrolmentId": "Enrolment", "schoolYear": -1}, ["schoolYear"]),
        ("assessHardship", {**HARDSHIP, "enrolmentId": "Enrolment", "schoolYear": 2**31 - 1}, ["schoolYear"]),
        (
            "assessHardship",
            {**HARDSHIP, "enrolmentId": "Enrolment", "evidence": [DOCUMENT] * 21},
            ["evidence"],
        ),
        (
            "assessHardship",
            {**HARDSHIP, "enrolmentId": "Enrolment", "evidence": [{**DOCUMENT, "sha256": "x"}]},
            ["evidence", "0", "sha256"],
        ),
    ],
)
async def test_in_a_batch_or_a_number_beyond_its_limits(
    told: Told, mutation: str, given: dict[str, Any], path: list[str]
) -> None:
    given = {n: told.ids[v] if isinstance(v, str) and v in told.ids else v for n, v in given.items()}
    payload = await told.served.do(EVERYBODY, mutation, **given)
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("INVALID_INPUT", path)]
    assert payload["position"] is None


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"idNumber": WRONG_DIGIT}, "idNumber", "INVALID_ID_NUMBER"),
        ({"idNumber": ""}, "idNumber", "INVALID_ID_NUMBER"),
        ({"idNumber": "３７" + "0" * 16}, "idNumber", "INVALID_ID_NUMBER"),
        ({"years": -3}, "years", "INVALID_INPUT"),
        ({"years": 1e308}, "years", "INVALID_INPUT"),
        ({"years": 0}, "years", "INVALID_INPUT"),
        ({"entryDate": "9999-12-31"}, "entryDate", "INVALID_INPUT"),
        ({"entryDate": "0001-01-01"}, "entryDate", "INVALID_INPUT"),
        ({"name": "学" * 51}, "name", "INVALID_INPUT"),
    ],
)
async def test_in_every_line_of_a_thousand(told: Told, wrong: dict[str, Any], field: str, code: str) -> None:
    shown = "results { index enrolment { id } errors { code path } }"
    lines = [{**student(50), **wrong}] * 1_000
    payload = await told.served.do(EVERYBODY, "registerStudents", shown, schoolCode=SCHOOL, students=lines)
    assert (payload["position"], payload["errors"]) == (None, [])
    for index, line in enumerate(payload["results"]):
        assert line["enrolment"] is None
        assert line["errors"] == [{"code": code, "path": ["students", f"{index}", field]}]
    assert len(payload["results"]) == 1_000


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ('{ fundAccount(schoolCode: "3637000001", scheme: GRANT, term: "2016-WINTER") { closed } }', "term"),
        ('{ fundAccount(schoolCode: "3637000001", scheme: LOAN, term: "2015-AUTUMN") { closed } }', "scheme"),
        ('{ roster(schoolCode: "3637000001", on: "2016-02-30") { edges { cursor } } }', "on"),
        ('{ roster(schoolCode: "3637000001", on: 20160229) { edges { cursor } } }', "on"),
        ('{ roster(schoolCode: 3637000001, on: "2016-02-29") { edges { cursor } } }', "schoolCode"),
        ('{ runs(month: "2015-00") { edges { cursor } } }', "month"),
        ("{ payments(first: 2147483648) { edges { cursor } } }", "first"),
        ("{ payments(first: -1) { edges { cursor } } }", "first"),
        ('{ payments(first: "ten") { edges { cursor } } }', "first"),
        ("{ payments(asOf: {position: 5}) { edges { cursor } } }", "position"),
        ('{ payments(asOf: {position: "-1"}) { edges { cursor } } }', "position"),
        ('{ payments(asOf: {position: "01"}) { edges { cursor } } }', "position"),
        ('{ payments(asOf: {position: "99999999999999999999"}) { edges { cursor } } }', "position"),
        ('{ payments(asOf: {position: "999999"}) { edges { cursor } } }', "asOf"),
        ('{ payments(asOf: {recordedAt: "2016-04-12"}) { edges { cursor } } }', "recordedAt"),
        ('{ payments(asOf: {recordedAt: "2016-04-12T24:61:00Z"}) { edges { cursor } } }', "recordedAt"),
        ('{ payments(after: "x") { edges { cursor } } }', "after"),
        ('{ payments(colour: "red") { edges { cursor } } }', "colour"),
        ('{ events(types: ["aid.Nothing.v1"]) { edges { cursor } } }', "types"),
        ("{ payments { edges { colour } } }", "colour"),
        ('{ policy(scheme: GRANT, month: "1999-01") { version } }', "month"),
    ],
)
async def test_in_a_question(told: Told, query: str, field: str) -> None:
    answer = (await told.served.post(EVERYBODY, query)).json()
    [error] = answer["errors"]
    assert answer.get("data") is None
    assert error["extensions"]["code"] in {"INVALID_INPUT", "INVALID_CURSOR", "GRAPHQL_VALIDATION_FAILED"}
    named = error["extensions"].get("argument", [])
    assert field in named or f"'{field}'" in error["message"] or f".{field}" in error["message"], error


@pytest.mark.parametrize("position", ["x", "-1", "1.0", "٣", "9" * 30, ""])
async def test_in_the_header(told: Told, position: str) -> None:
    headers = {**SIGNED, "ledger-position": position.encode()}
    query = b'{"query": "{ payments { edges { cursor } } }"}'
    answer = await told.served.client.post("/graphql", content=query, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert "Ledger-Position" in answer.json()["errors"][0]["message"]


async def test_in_a_cursor_of_a_list_that_hangs_elsewhere(told: Told) -> None:
    nested = (
        "{{ node(id: {id}) {{ ... on {kind} {{ {field}({after}first: 1) {{ edges {{ cursor }} }} }} }} }}"
    )
    lists = (
        ("Student", "Student", "payments"),
        ("Student", "Student", "history"),
        ("Other", "Student", "payments"),
        ("Run", "Run", "payments"),
        ("AidRoster", "AidRoster", "entries"),
    )
    cursors = {}
    for whose, kind, field in lists:
        asked = nested.format(id=f'"{told.ids[whose]}"', kind=kind, field=field, after="")
        page = (await told.served.data(EVERYBODY, asked))["node"][field]
        cursors[whose, kind, field] = page["edges"][0]["cursor"]
    for here in lists:
        for there in lists:
            whose, kind, field = there
            after = f'after: "{cursors[here]}", '
            asked = nested.format(id=f'"{told.ids[whose]}"', kind=kind, field=field, after=after)
            errors = (await told.served.post(EVERYBODY, asked)).json().get("errors", [])
            codes = [error["extensions"] for error in errors]
            refused = [{"code": "INVALID_CURSOR", "argument": ["after"]}]
            assert codes == ([] if here == there else refused), (here, there)
