"""Schools, persons and enrolments; who may see a person's data, and who is on record for having seen it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from api.graphql.ledger_schema import ledger_schema
from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import SEES_IDENTITY
from domain.vocabulary import Role, Sex
from tests.api.asking import Asking, asking, nodes
from tests.support.people import holder, id_number, new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, person_of

AUDITOR = holder("AUDITOR")
REGISTRAR = holder("REGISTRAR", SCHOOL)
STUDENT = """query ($id: ID, $idNumber: String, $studentNumber: String) {
  student(id: $id, idNumber: $idNumber, studentNumber: $studentNumber) {
    id name idNumber studentNumber erased enrolments { id status school { code } } } }"""
ROSTER = """query ($on: Date!, $asOf: AsOf, $statuses: [EnrolmentStatus!], $major: String) {
  roster(schoolCode: "3637000001", on: $on, asOf: $asOf, statuses: $statuses, majorCode: $major) {
    edges { node { id status(on: $on, asOf: $asOf) } } } }"""
TIMELINE = """query ($id: ID!, $on: Date, $asOf: AsOf) { node(id: $id) { ... on Enrolment {
  status(on: $on, asOf: $asOf) timeline(asOf: $asOf) { status from until event { type } } } } }"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def looks(ask: Asking) -> list[tuple[str, str, list[str]]]:
    rows = await ask.reader.pool.fetch("SELECT actor, operation, persons FROM look ORDER BY at")
    return [(row[0], row[1], [str(person) for person in row[2]]) for row in rows]


async def test_who_has_no_id_number_is_shown_and_found_by_the_number_that_the_ledger_gave(
    ask: Asking, story: Story
) -> None:
    await story.school()
    line = new_student(0, id_number="", sex=Sex.FEMALE, birth_date=date(2000, 5, 1))
    [enrolment] = await story.registered([line])
    for status in ("PENDING", "ACTIVE"):
        await ask.fold()
        student = (await ask.data(STUDENT, REGISTRAR, id=encode("Student", str(person_of(enrolment)))))[
            "student"
        ]
        assert (student["idNumber"], student["name"]) == ("", "𬱖学生0")
        assert student["studentNumber"].startswith("J37152520000501")
        found = await ask.data(STUDENT, REGISTRAR, studentNumber=student["studentNumber"])
        assert found["student"] == student
        assert student["enrolments"][0]["status"] == status
        nobody = await ask.data(STUDENT, REGISTRAR, idNumber=student["studentNumber"][1:])
        assert nobody["student"] is None
        masked = await ask.data(STUDENT, holder("FINANCE"), studentNumber=student["studentNumber"])
        assert masked["student"]["studentNumber"][7:15] == "*" * 8
        if status == "PENDING":
            await story.approved([enrolment])


async def test_a_student_is_found_by_any_of_three_ids(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    await ask.fold()
    number = id_number(0)
    ways: tuple[dict[str, Any], ...] = (
        {"id": encode("Student", str(person_of(enrolment)))},
        {"idNumber": f" {number.lower()} "},
        {"studentNumber": f"G{number}"},
    )
    for way in ways:
        student = (await ask.data(STUDENT, REGISTRAR, **way))["student"]
        assert student["name"] == "𬱖学生0"
        assert student["idNumber"] == number
        assert student["studentNumber"] == f"G{number}"
        assert student["enrolments"] == [
            {"id": encode("Enrolment", enrolment), "status": "ACTIVE", "school": {"code": SCHOOL}}
        ]


@pytest.mark.parametrize(
    "way",
    [
        {"id": "?"},
        {"idNumber": "371525200001010001"},
        {"idNumber": "37152520000101000"},
        {"idNumber": id_number(77)},
        {"studentNumber": "G1"},
        {"studentNumber": f"L{id_number(0)}"},
    ],
)
async def test_a_number_that_names_nobody_answers_null(
    ask: Asking, story: Story, way: dict[str, Any]
) -> None:
    await story.school()
    await story.students(1)
    await ask.fold()
    assert (await ask.data(STUDENT, REGISTRAR, **way)) == {"student": None}


async def test_one_id_is_asked_for(ask: Asking) -> None:
    cases: list[dict[str, Any]] = [{}, {"idNumber": id_number(0), "studentNumber": f"G{id_number(0)}"}]
    for given in cases:
        [error] = await ask.errors(STUDENT, **given)
        assert error["extensions"]["code"] == "INVALID_INPUT"


async def test_numbers_are_masked_for_those_who_need_not_know(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(1)
    await story.registered([new_student(1)])
    await ask.fold()
    shown = (await ask.data(STUDENT, holder("FINANCE"), idNumber=id_number(0)))["student"]
    assert shown["idNumber"] == f"{id_number(0)[:6]}********{id_number(0)[-4:]}"
    assert shown["studentNumber"] == f"G{shown['idNumber']}"
    pending = (await ask.data(STUDENT, REGISTRAR, idNumber=id_number(1)))["student"]
    assert pending["studentNumber"].startswith("L371525200")
    assert pending["enrolments"][0]["status"] == "PENDING"


@pytest.mark.parametrize("role", Role)
async def test_everybodys_look_is_on_record_once_an_operation(ask: Asking, story: Story, role: Role) -> None:
    by = holder(role)
    await story.school()
    enrolments = await story.students(3)
    await ask.fold()
    await ask.data(ROSTER, by, on="2015-10-01")
    await ask.data(f'{{ student(idNumber: "{id_number(0)}") {{ id erased }} }}', by)
    assert await looks(ask) == []
    everybody = sorted(str(person_of(enrolment)) for enrolment in enrolments)
    shown = {"name": everybody, "idNumber": [], "studentNumber": []}
    if role in SEES_IDENTITY:
        shown = dict.fromkeys(shown, everybody)
    for field, seen in shown.items():
        before = await looks(ask)
        await ask.data(
            f"""query ($then: AsOf) {{ roster(schoolCode: "3637000001", on: "2015-10-01") {{
              edges {{ node {{ student {{ {field} enrolments {{ student {{ {field} }} }} }} }} }} }}
              then: roster(schoolCode: "3637000001", on: "2015-10-01", asOf: $then) {{
              edges {{ node {{ student {{ {field} }} }} }} }} }}""",
            by,
            then={"position": "9"},
        )
        kept = (await looks(ask))[len(before) :]
        assert [(actor, operation, sorted(persons)) for actor, operation, persons in kept] == (
            [(by.name, "test", seen)] if seen else []
        )


async def test_what_cannot_be_put_on_record_is_not_answered(
    ask: Asking, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    await story.school()
    await story.students(1)
    await ask.fold()
    monkeypatch.setattr("domain.ledger.postgres.ledger.Ledger.record_look", away)
    query = f'{{ student(idNumber: "{id_number(0)}") {{ name }} }}'
    result = await ledger_schema().ask(query, None, ask.context(REGISTRAR))
    assert result.data is None
    assert [error["extensions"]["code"] for error in await ask.errors(query, REGISTRAR)] == ["UNAVAILABLE"]


async def test_an_erased_person_stays_as_a_number_of_facts(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    await ask.fold()
    await ask.reader.pool.execute("DELETE FROM person_key")
    id = encode("Student", str(person_of(enrolment)))
    for language, name in (("en", "(erased)"), ("zh", "（已删除）")):
        student = (await ask.data(STUDENT, AUDITOR, language, id=id))["student"]  # type: ignore[arg-type]
        assert (student["erased"], student["name"], student["idNumber"]) == (True, name, "")
        assert student["studentNumber"] is None
        assert len(student["enrolments"]) == 1
    assert await looks(ask) == []


async def test_the_roster_of_a_day_is_read_on_both_axes(ask: Asking, story: Story) -> None:
    await story.school()
    stays, leaves = await story.students(2)
    [other] = await story.students(1, major_code="090100", major_name="计算机应用")
    before = await ask.fold()
    await story.change(leaves, "SUSPEND", "2015-10-10")
    await ask.fold()

    async def on(day: str, **values: Any) -> dict[str, str]:
        found = await ask.data(ROSTER, on=day, **values)
        return {node["id"]: node["status"] for node in nodes(found["roster"])}

    both = {encode("Enrolment", enrolment): "ACTIVE" for enrolment in (stays, leaves, other)}
    suspended = both | {encode("Enrolment", leaves): "SUSPENDED"}
    assert await on("2015-10-09") == both
    assert await on("2015-10-10") == suspended
    assert await on("2015-10-10", asOf={"position": str(before)}) == both
    assert await on("2015-10-10", statuses=["SUSPENDED"]) == {encode("Enrolment", leaves): "SUSPENDED"}
    assert await on("2015-10-10", major="090100") == {encode("Enrolment", other): "ACTIVE"}
    await story.change(other, "CHANGE_MAJOR", "2015-10-10", to_major_code="090200", to_major_name="数控")
    await ask.fold()
    assert await on("2015-10-09", major="090100") == {encode("Enrolment", other): "ACTIVE"}
    assert await on("2015-10-10", major="090200") == {encode("Enrolment", other): "ACTIVE"}
    assert await on("2015-10-10", major="090100") == {}
    assert await on("2015-08-31") == {}
    assert await on("2015-10-10", asOf={"position": "0"}) == {}


async def test_the_timeline_tells_each_status_and_its_event(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    before = await ask.fold()
    await story.change(enrolment, "SUSPEND", "2015-10-10")
    await story.change(enrolment, "RESUME", "2016-03-01")
    await ask.fold()
    id = encode("Enrolment", enrolment)
    node = (await ask.data(TIMELINE, id=id))["node"]
    assert node["status"] == "ACTIVE"
    changed = {"type": "registry.StatusChanged.v1"}
    assert node["timeline"] == [
        {
            "status": "ACTIVE",
            "from": "2015-09-01",
            "until": "2015-10-10",
            "event": {"type": "registry.RegistrationApproved.v1"},
        },
        {"status": "SUSPENDED", "from": "2015-10-10", "until": "2016-03-01", "event": changed},
        {"status": "ACTIVE", "from": "2016-03-01", "until": None, "event": changed},
    ]
    then = (await ask.data(TIMELINE, id=id, on="2015-12-01", asOf={"position": str(before)}))["node"]
    assert then["status"] == "ACTIVE"
    assert len(then["timeline"]) == 1


async def test_what_has_no_answer_is_an_error_and_never_empty(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    head = await ask.fold()
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"on": "2015-08-31"}, ["on"]),
        ({"asOf": {"position": "1"}}, ["asOf"]),
        ({"asOf": {"position": str(head + 1)}}, ["asOf"]),
        ({"asOf": {"recordedAt": "2001-01-01T00:00:00Z"}}, ["asOf"]),
        ({"asOf": {"position": "1", "recordedAt": "2001-01-01T00:00:00Z"}}, ["asOf"]),
    )
    for values, argument in cases:
        error = (await ask.errors(TIMELINE, id=encode("Enrolment", enrolment), **values))[0]
        assert error["extensions"] == {"code": "INVALID_INPUT", "argument": argument}
    [error] = await ask.errors(TIMELINE, language="zh", id=encode("Enrolment", enrolment), on="2015-08-31")
    assert error["message"] == "该学籍自 2015-09-01 起建立，2015-08-31 尚无学籍状态。"


async def test_study_years_count_from_entry_less_grades_repeated(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    await story.change(enrolment, "REPEAT_GRADE", "2016-09-01")
    await ask.fold()
    query = """query ($id: ID!) { node(id: $id) { ... on Enrolment {
      before: studyYear(month: "2015-08") first: studyYear(month: "2015-09")
      still: studyYear(month: "2016-09") second: studyYear(month: "2017-09") } } }"""
    node = (await ask.data(query, id=encode("Enrolment", enrolment)))["node"]
    assert node == {"before": None, "first": 1, "still": 1, "second": 2}


async def test_after_a_transfer_each_school_sees_its_own_part(ask: Asking, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    [enrolment] = await story.students(1)
    change = await story.change(enrolment, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)
    await ask.fold()
    query = """query ($id: ID!) { student(id: $id) { enrolments { school { code } status }
      history { edges { node { type data } } } } }"""
    id = encode("Student", str(person_of(enrolment)))
    left = (await ask.data(query, holder("PRINCIPAL", SCHOOL), id=id))["student"]
    entered = (await ask.data(query, holder("PRINCIPAL", OTHER_SCHOOL), id=id))["student"]
    whole = (await ask.data(query, id=id))["student"]
    assert left["enrolments"] == [{"school": {"code": SCHOOL}, "status": "TRANSFERRED_OUT"}]
    assert entered["enrolments"] == [{"school": {"code": OTHER_SCHOOL}, "status": "ACTIVE"}]
    assert whole["enrolments"] == left["enrolments"] + entered["enrolments"]
    types = [node["type"] for node in nodes(entered["history"])]
    assert "registry.StudentEntered.v1" not in types
    assert types[-1] == "registry.TransferredIn.v1"
    steps = """query ($id: ID!) { node(id: $id) { ... on StatusChange { kind state effectiveOn
      enrolment { id } steps { role scope decision actor at comment } } } }"""
    node = (await ask.data(steps, holder("PRINCIPAL", OTHER_SCHOOL), id=encode("StatusChange", change)))[
        "node"
    ]
    assert (node["kind"], node["state"], node["effectiveOn"]) == ("TRANSFER", "APPROVED", "2016-03-01")
    assert node["enrolment"]["id"] == encode("Enrolment", enrolment)
    assert all(step["decision"] == "APPROVE" and step["actor"] and step["at"] for step in node["steps"])


async def test_schools_are_listed_by_division_and_scope(ask: Asking, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL, "370102")
    await ask.fold()
    query = "query ($prefix: String) { schools(divisionPrefix: $prefix) { edges { node { code divisionCode } } } }"

    async def codes(by: str = "37", prefix: str | None = None) -> list[str]:
        found = await ask.data(query, holder("AUDITOR", by), prefix=prefix)
        return [node["code"] for node in nodes(found["schools"])]

    assert await codes() == [SCHOOL, OTHER_SCHOOL]
    assert await codes(prefix="3701") == [OTHER_SCHOOL]
    assert await codes("3715") == [SCHOOL]
    assert await codes(OTHER_SCHOOL) == [OTHER_SCHOOL]
    assert await codes("3715", "3701") == []
    one = "query ($code: String!) { school(code: $code) { name ownership enrolmentStopped } }"
    assert (await ask.data(one, code=SCHOOL))["school"]["ownership"] == "PUBLIC"
    for code in ("3637000009", "x", "\0", "３６３７０００００１"):
        assert (await ask.data(one, code=code)) == {"school": None}
    assert (await ask.data(one, holder("AUDITOR", "3701"), code=SCHOOL)) == {"school": None}


async def test_who_types_in_the_number_of_another_schools_student_learns_nothing(
    ask: Asking, story: Story
) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.students(1)
    assert await story.registered([new_student(0, name="乱写")], OTHER_SCHOOL) == ["None"]
    [held] = await story.registered([new_student(0)], OTHER_SCHOOL)
    await ask.fold()
    id = encode("Student", str(person_of(held)))
    stranger = (await ask.data(STUDENT, holder("REGISTRAR", OTHER_SCHOOL), id=id))["student"]
    assert (stranger["name"], stranger["studentNumber"]) == ("(enrolled elsewhere)", None)
    assert stranger["idNumber"] == f"{id_number(0)[:6]}********{id_number(0)[-4:]}"
    assert [enrolment["status"] for enrolment in stranger["enrolments"]] == ["HELD"]
    own = (await ask.data(STUDENT, REGISTRAR, id=id))["student"]
    assert (own["name"], own["idNumber"]) == ("𬱖学生0", id_number(0))
    above = (await ask.data(STUDENT, holder("REGISTRY_AUTHORITY", "37"), id=id))["student"]
    assert above["name"] == "𬱖学生0"
