"""A journey with mistakes and accidents: neither the server's log nor PostgreSQL's tells of any student."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from api import embedded
from api.database import NAME
from domain.mandate import Mandate
from tests.domain.ledger.test_crashes import kill
from tests.journeys.process import Apart, serving
from tests.journeys.process import data as data
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import token_of
from tests.support.story import COUNTY, SCHOOL

AUTHORITY, REGISTRAR = holder("REGISTRY_AUTHORITY", COUNTY), holder("REGISTRAR", SCHOOL)
CARD = "6222020000000000000"
LINES = [{**student(n), "bankCard": CARD, "className": "机电一班"} for n in range(20)]
NUMBERS = [line["idNumber"] for line in LINES]
WRONG = f"{NUMBERS[0][:-1]}{(int(NUMBERS[0][-1], 11) + 1) % 10}"
REGISTER = """mutation ($input: RegisterStudentsInput!) { registerStudents(input: $input) {
  position results { enrolment { student { name idNumber } } errors { code message } } errors { code } } }"""


async def test_of_a_server_whose_database_is_killed(data: Path) -> None:
    async with serving(data) as server:
        place = {"divisionCode": COUNTY, "name": "学校", "ownership": "PUBLIC"}
        await server.done(AUTHORITY, "openSchool", code=SCHOOL, **place)
        await server.done(REGISTRAR, "registerStudents", **_batch(LINES[:1]))
        await _mistakes(server)
        await _incident(server, data)
        await _accident(server, data)
        log = server.log
    written = [orjson.loads(line) for line in log.read_bytes().splitlines()]
    assert {"serving", "incident", "database.died", "stopping"} <= {line["event"] for line in written}
    secrets = [CARD, "学生", "机电一班", WRONG, token_of(REGISTRAR), *NUMBERS]
    logs = [log, *_logs_of_postgresql(data)]
    assert len(logs) > 1
    for path in logs:
        text = path.read_text(errors="replace")
        assert [secret for secret in secrets if secret in text] == [], path
        assert not any(f"{secret}".encode("unicode_escape").decode() in text for secret in secrets), path


async def _mistakes(server: Apart) -> None:
    """Personal data wherever somebody may put it: in a text, a variable, a path, a header, a name."""
    number, name = NUMBERS[1], LINES[1]["name"]
    questions = (
        f'{{ student(idNumber: "{number}") {{ name }} }}',
        f'query A{number} {{ student(idNumber: "{number}") {{ name }} nothing }}',
        f'{{ student(idNumber: "{number}", studentNumber: "{name}") {{ name }} }}',
        f'{{ payments(after: "{number}{name}") {{ edges {{ cursor }} }} }}',
        f"{{ student(idNumber: {{name: \"{name}\"}}) {{ name }} }}",
    )  # fmt: skip
    for question in questions:
        await server.post(REGISTRAR, question, ledger_position="0")
        await server.post(REGISTRAR, question, accept_language=number)
        asked = {"query": question, "variables": orjson.dumps({"name": name}).decode()}
        for path in ("/graphql", "/graphql/stream", f"/students/{number}/{name}"):
            await server.client.get(path, params=asked, headers={"authorization": f"Bearer {number}"})
        signed = {"authorization": f"Bearer {token_of(REGISTRAR)}"}
        await server.client.get("/graphql/stream", params=asked, headers=signed)
    await server.client.post("/graphql", content=f'{{"{name}": {number}'.encode(), headers=signed)
    wrong = {**LINES[0], "idNumber": WRONG}
    fallen = await server.do(REGISTRAR, "registerStudents", "results { errors { code } }", **_batch([wrong]))
    assert fallen["results"] == [{"errors": [{"code": "INVALID_ID_NUMBER"}]}]
    foreign = await server.do(holder("REGISTRAR", "3637000002"), "registerStudents", **_batch(LINES))
    assert foreign["errors"]


async def _incident(server: Apart, data: Path) -> None:
    """Something that nobody reckoned with, in the middle of an answer about people."""
    place = await asyncio.to_thread(embedded.start, data / "postgres")
    owner = await asyncpg.connect(f"postgresql://postgres@/{NAME}?{place}")
    await owner.execute("ALTER TABLE ledger_37.look RENAME TO elsewhere")
    asked = "query ($n: String) { schools { edges { node { name } } } student(idNumber: $n) { name } }"
    answer = await server.post(holder("AUDITOR"), asked, {"n": NUMBERS[0]})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERNAL"]
    await owner.execute("ALTER TABLE ledger_37.elsewhere RENAME TO look")
    await owner.close()
    await asyncio.to_thread(embedded.stop, data / "postgres")


async def _accident(server: Apart, data: Path) -> None:
    """PostgreSQL is killed while registrations come in; each is sent again until it is answered."""
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        sending = [tasks.create_task(_stubbornly(server, REGISTRAR, [line])) for line in LINES[1:]]
        kill(data / "postgres")
    answers = [sent.result() for sent in sending]
    numbers = [line["enrolment"]["student"]["idNumber"] for answer in answers for line in answer["results"]]
    assert numbers == NUMBERS[1:]
    assert sorted(int(answer["position"]) for answer in answers) == list(range(5, 2 * len(LINES) + 2, 2))


async def _stubbornly(server: Apart, by: Mandate, lines: list[Any]) -> Any:
    values = {"input": {"idempotencyKey": uuid.uuid4().hex, **_batch(lines)}}
    while True:
        answer = (await server.post(by, REGISTER, values)).json()
        if "errors" not in answer:
            return answer["data"]["registerStudents"]
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes <= {"UNAVAILABLE", "NOT_READY"}, answer
        await asyncio.sleep(0.1)


def _batch(lines: list[Any]) -> dict[str, Any]:
    return {"schoolCode": SCHOOL, "students": lines}


def _logs_of_postgresql(data: Path) -> list[Path]:
    found = [path for path in (data / "postgres").rglob("*log*") if path.is_file() and path.stat().st_size]
    return [path for path in found if b"database system" in path.read_bytes()]
