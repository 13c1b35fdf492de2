"""Text that is no amount, date, month or term, in every place of the schema where one may stand.

In a mutation's input it is refused beside the field; anywhere else it is the request's error. Both speak Chinese.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from api.graphql.ledger_schema import ledger_schema
from api.graphql.registry.registrations import NewStudent, RegisterStudentsInput
from api.graphql.relay.global_id import encode
from api.graphql.scalars import Unreadable
from api.graphql.writing.command import asked_by
from domain.mandate import Mandate
from domain.registry.register_students import RegisterStudents
from domain.vocabulary import Hukou, Role, Sex
from tests.support.people import holder
from tests.support.server import Served, token_of
from tests.support.story import SCHOOL, Story, payment_of

SCHEMA = build_schema(ledger_schema().as_str())
EVERYBODY = Mandate("谁", tuple(Role), ("37",))
SOMEBODY = str(uuid.uuid4())
_numbers = count(1)  # no two words are one; the same ones in every process that collects the tests

UNREADABLE = {
    "Money": ["200", "2e2", "1.001", "一百", ""],
    "Date": ["2016-02-30", "01/09/2015", "2015-9-1", ""],
    "Month": ["2016-13", "2016", "九月"],
    "Term": ["2016-WINTER", "2016", ""],
    "DateTime": ["2016-04-12", "2016-04-12T08:00:00"],
    "Position": ["-1", "01", "9" * 30],
}
READABLE = {
    "Money": "1.00",
    "Date": "2015-09-10",
    "Month": "2015-10",
    "Term": "2015-AUTUMN",
    "Float": 3,
    "Int": 2015,
}
ALONE = {"registerStudents": ("students", "results"), "recordBankResults": ("results", "rejected")}
CHINESE = re.compile(r"[\u4e00-\u9fff].*。$")


class Place(NamedTuple):
    """A scalar somewhere in the input of a mutation."""

    mutation: str
    path: tuple[str, ...]
    scalar: str


def inputs() -> dict[str, GraphQLInputObjectType]:
    mutations = SCHEMA.mutation_type
    assert mutations is not None
    found = {name: get_named_type(field.args["input"].type) for name, field in mutations.fields.items()}
    return {name: kind for name, kind in found.items() if isinstance(kind, GraphQLInputObjectType)}


def places() -> Iterator[Place]:
    for mutation, kind in inputs().items():
        yield from (Place(mutation, path, scalar) for path, scalar in within(kind))


def within(kind: GraphQLInputObjectType) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in kind.fields.items():
        named, index = get_named_type(field.type), ("0",) if is_list_type(unrequired(field.type)) else ()
        if isinstance(named, GraphQLInputObjectType):
            yield from (((name, *index, *path), scalar) for path, scalar in within(named))
        elif named.name in UNREADABLE:
            yield (name, *index), named.name


def unrequired(kind: GraphQLInputType) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind


def form(kind: GraphQLInputObjectType) -> dict[str, Any]:
    """An input with something readable in every field that it needs."""
    return {
        name: value(name, field.type) for name, field in kind.fields.items() if is_non_null_type(field.type)
    }


def value(name: str, kind: GraphQLInputType) -> Any:
    named = get_named_type(kind)
    match named:
        case GraphQLEnumType():
            one: Any = next(iter(named.values))
        case GraphQLInputObjectType():
            one = form(named)
        case _ if named.name == "ID":
            one = encode("Payment" if name == "paymentId" else "Run", SOMEBODY)
        case _:
            one = READABLE.get(named.name) or f"word {next(_numbers)}"
    return [one] if is_list_type(unrequired(kind)) else one


def put(given: Any, path: tuple[str, ...], text: str) -> None:
    *way, last = [int(part) if part.isdigit() else part for part in path]
    for part in way:
        given = given[part]
    given[last] = text


def literal(given: Any, kind: GraphQLInputType) -> str:
    named: Any = get_named_type(kind)
    if isinstance(given, list):
        return f"[{', '.join(literal(item, named) for item in given)}]"
    if isinstance(given, dict) and isinstance(named, GraphQLInputObjectType):
        return f"{{{', '.join(f'{name}: {literal(part, named.fields[name].type)}' for name, part in given.items())}}}"
    return str(given) if isinstance(named, GraphQLEnumType) else json.dumps(given, ensure_ascii=False)


def lines(mutation: str) -> str:
    return f"{ALONE[mutation][1]} {{ index errors {{ code path message }} }}" if mutation in ALONE else ""


@pytest.mark.parametrize("mutation", inputs())
async def test_in_the_input_of_a_mutation_it_is_refused_beside_its_field(
    served: Served, mutation: str
) -> None:
    kind = inputs()[mutation]
    shown = f"position errors {{ code path message }} {lines(mutation)}"
    by_variable = f"mutation ($input: {kind.name}!) {{ {mutation}(input: $input) {{ {shown} }} }}"
    for place in (place for place in places() if place.mutation == mutation):
        for text in UNREADABLE[place.scalar]:
            given = form(kind)
            put(given, place.path, text)
            by_literal = f"mutation {{ {mutation}(input: {literal(given, kind)}) {{ {shown} }} }}"
            for query, variables in ((by_variable, {"input": given}), (by_literal, {})):
                response = await served.post(EVERYBODY, query, variables, accept_language="zh-CN")
                assert (response.status_code, "errors" in response.json()) == (200, False), response.text
                payload = response.json()["data"][mutation]
                refused = payload["errors"]
                for line in payload.get(ALONE.get(mutation, ("", ""))[1], []):
                    assert line["index"] == 0
                    refused = refused + line["errors"]
                assert [(error["code"], error["path"]) for error in refused] == [
                    ("INVALID_INPUT", [*place.path])
                ]
                assert CHINESE.search(refused[0]["message"])
                assert payload["position"] is None
    assert await served.ledger.position() == 0


async def test_every_such_field_is_told_at_once(served: Served) -> None:
    given = form(inputs()["recordAllocation"]) | {"term": "?", "amount": "1", "receivedOn": "x"}
    payload = await served.do(EVERYBODY, "recordAllocation", **given)
    assert [error["path"] for error in payload["errors"]] == [["term"], ["amount"], ["receivedOn"]]


async def test_whom_no_role_allows_it_is_told_that_alone(served: Served) -> None:
    stranger = holder("REGISTRAR")
    given = form(inputs()["recordAllocation"]) | {"amount": "abc"}
    batch = form(inputs()["recordBankResults"])
    put(batch, ("results", "0", "amount"), "abc")
    for mutation, values in (("recordAllocation", given), ("recordBankResults", batch)):
        payload = await served.do(stranger, mutation, **values)
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def test_a_key_stands_for_the_lines_that_fell_too(served: Served) -> None:
    run, payments = await told(served.story)
    good = {"outcome": "SETTLED", "amount": "200.00", "on": "2015-09-20", "reference": "回单"}
    results = [{**good, "paymentId": payment} for payment in payments[:2]]
    results[1]["amount"] = "200"
    sent = {"idempotencyKey": "bank", "runId": run}
    shown = "rejected { index errors { code } }"
    first = await served.do(EVERYBODY, "recordBankResults", shown, **sent, results=results)
    assert await served.do(EVERYBODY, "recordBankResults", shown, **sent, results=results) == first
    for other in (results[:1], [results[0], {**results[1], "amount": "201"}], [results[1], results[0]]):
        payload = await served.do(EVERYBODY, "recordBankResults", shown, **sent, results=other)
        assert [error["code"] for error in payload["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_a_number_of_thousands_of_digits_is_no_accident(served: Served) -> None:
    response = await served.post(EVERYBODY, f"{{ schools(first: {'1' * 5000}) {{ edges {{ cursor }} }} }}")
    [error] = response.json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_INPUT", ["first"])


@pytest.mark.parametrize("around", ["... {{ {0} }}", "...Written }} fragment Written on Mutation {{ {0}"])
async def test_within_a_fragment_it_is_the_input_of_a_mutation_too(served: Served, around: str) -> None:
    kind = inputs()["recordAllocation"]
    given = literal(form(kind), kind).replace('"1.00"', "$amount")
    asked = f"recordAllocation(input: {given}) {{ errors {{ code path }} }}"
    query = f"mutation ($amount: Money!) {{ {around.format(asked)} }}"
    data = await served.data(EVERYBODY, query, {"amount": "abc"})
    assert data["recordAllocation"]["errors"] == [{"code": "INVALID_INPUT", "path": ["amount"]}]


async def test_of_several_operations_the_one_that_runs_names_the_argument(served: Served) -> None:
    query = """query Whole($code: String!) { school(code: $code) { name } }
      query Some($code: String!) { schools(divisionPrefix: $code) { edges { cursor } } }"""
    body = {"query": query, "operationName": "Some", "variables": {"code": 5}}
    headers = {"authorization": f"Bearer {token_of(EVERYBODY)}"}
    answer = (await served.client.post("/graphql", json=body, headers=headers)).json()
    assert [error["extensions"]["argument"] for error in answer["errors"]] == [["divisionPrefix"]]


async def test_words_that_may_be_sent_are_shown_as_they_are_sent(served: Served) -> None:
    query = "{ statusChanges(kinds: [FOO]) { edges { cursor } } }"
    answer = (await served.post(EVERYBODY, query, accept_language="zh-CN")).json()
    assert "应为以下之一：" in answer["errors"][0]["message"]
    assert "SUSPEND、" in answer["errors"][0]["message"]


async def test_a_line_falls_alone(served: Served) -> None:
    await told(served.story)
    line = {
        **form(inputs()["registerStudents"])["students"][0],
        "name": "学生",
        "originDivisionCode": "371525",
    }
    line |= {"majorCode": "010100", "majorName": "设施农业技术"}
    from_tests = [{**line, "idNumber": number} for number in ("x", "y")]
    students = [from_tests[0], {**from_tests[0], "entryDate": "2015-02-30"}, from_tests[1]]
    shown = "results { index errors { code path } }"
    payload = await served.do(EVERYBODY, "registerStudents", shown, schoolCode=SCHOOL, students=students)
    assert [(result["index"], result["errors"]) for result in payload["results"]] == [
        (0, [{"code": "INVALID_ID_NUMBER", "path": ["students", "0", "idNumber"]}]),
        (1, [{"code": "INVALID_INPUT", "path": ["students", "1", "entryDate"]}]),
        (2, [{"code": "INVALID_ID_NUMBER", "path": ["students", "2", "idNumber"]}]),
    ]


async def test_a_result_of_the_bank_falls_alone(served: Served) -> None:
    run, payments = await told(served.story)
    good = {"outcome": "SETTLED", "amount": "200.00", "on": "2015-09-20", "reference": "回单"}
    results = [{**good, "paymentId": payment} for payment in payments]
    results[0]["amount"] = "200"
    results[2]["amount"] = "199.00"
    shown = "run { settled } rejected { index errors { code path } }"
    payload = await served.do(EVERYBODY, "recordBankResults", shown, runId=run, results=results)
    assert (payload["run"], payload["errors"]) == ({"settled": "200.00"}, [])
    assert [(line["index"], line["errors"]) for line in payload["rejected"]] == [
        (0, [{"code": "INVALID_INPUT", "path": ["results", "0", "amount"]}]),
        (2, [{"code": "AMOUNT_MISMATCH", "path": ["results", "2", "amount"]}]),
    ]


async def told(story: Story) -> tuple[str, list[str]]:
    """A run of three payments that waits for the bank: its id, and theirs."""
    await story.school()
    enrolments = await story.students(3)
    await story.roster()
    await story.allocation()
    run = await story.run()
    payments = [encode("Payment", str(payment_of(enrolment))) for enrolment in enrolments]
    return encode("Run", str(run.id)), payments


def arguments() -> Iterator[tuple[str, str, str, str, str]]:
    """(question, with ``$`` where the value goes; path; type of the value; scalar) of every argument at the root."""
    queries = SCHEMA.query_type
    assert queries is not None
    for name, field in queries.fields.items():
        for argument, spec in field.args.items():
            named = get_named_type(spec.type)
            others = [
                f"{other}: {literal(value(other, its.type), its.type)}"
                for other, its in field.args.items()
                if other != argument and is_required_argument(its)
            ]
            shown = "__typename" if isinstance(get_named_type(field.type), GraphQLObjectType) else ""
            places: list[tuple[tuple[str, ...], str, str]] = [((argument,), named.name, "$")]
            if isinstance(named, GraphQLInputObjectType):
                places = [
                    ((argument, part), get_named_type(its.type).name, f"{{{part}: $}}")
                    for part, its in named.fields.items()
                ]
            for path, scalar, text in places:
                if scalar in UNREADABLE:
                    asked = ", ".join([*others, f"{argument}: {text}"])
                    yield name, f"{name}({asked}) {{ {shown} }}", ".".join(path), scalar, str(spec.type)


@pytest.mark.parametrize(("name", "question", "path", "scalar", "kind"), list(arguments()))
async def test_in_a_question_it_is_the_requests_error_and_names_the_argument(
    served: Served, name: str, question: str, path: str, scalar: str, kind: str
) -> None:
    optional = scalar if "{" in question.split("$")[0].split("(", 1)[1] else kind
    for text in UNREADABLE[scalar]:
        by_literal = f"{{ {question.replace('$', json.dumps(text, ensure_ascii=False))} }}"
        by_variable = f"query ($it: {optional}) {{ {question.replace('$', '$it')} }}"
        for query, variables in ((by_literal, {}), (by_variable, {"it": text})):
            answer = (await served.post(EVERYBODY, query, variables, accept_language="zh-CN")).json()
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "INVALID_INPUT", "argument": path.split(".")}, (
                query,
                error,
            )
            assert error["message"].startswith(f"{path} 的值无效：")
            assert CHINESE.search(error["message"])


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ("{ runs(colour: 1) { edges { cursor } } }", "colour"),
        ("{ policy(scheme: GRANT) { version } }", "month"),
        ("query ($m: Month!) { policy(scheme: GRANT, month: $m) { version } }", "month"),
        ("{ payments(first: 0) { edges { cursor } } }", "first"),
        ('{ payments(schoolCode: "x") { edges { cursor } } }', "schoolCode"),
        ('{ payments(after: "x") { edges { cursor } } }', "after"),
        ('{ events(types: ["x"]) { edges { cursor } } }', "types"),
    ],
)
async def test_every_mistake_in_an_argument_is_told_in_chinese(
    served: Served, query: str, argument: str
) -> None:
    [error] = (await served.post(EVERYBODY, query, accept_language="zh-CN")).json()["errors"]
    assert error["extensions"]["argument"] == [argument]
    assert CHINESE.search(error["message"])


async def test_a_variable_that_stands_in_a_question_too_is_the_requests_error(served: Served) -> None:
    """Within a mutation: what hangs on the answer has arguments of its own."""
    query = """mutation ($on: Date!, $input: AssessHardshipInput!) { assessHardship(input: $input) {
      enrolment { status(on: $on) } } }"""
    given = {"on": "2016-02-30", "input": form(inputs()["assessHardship"])}
    [error] = (await served.post(EVERYBODY, query, given)).json()["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["on"]}


def test_what_a_line_is_remembered_by_stays_as_it_was_when_forms_grow() -> None:
    """It is part of the hash under a key: a retry across an upgrade is still the same request."""
    values: dict[str, Any] = {"name": "学生", "hukou": Hukou.RURAL, "origin_division_code": "371525"}
    values |= {
        "major_code": "010100",
        "major_name": "农",
        "entry_date": Unreadable("!", "2015-02-30"),
        "years": 3,
    }
    lines = [NewStudent(id_number="x", **values), NewStudent(id_number="x", sex=Sex.MALE, **values)]
    given = RegisterStudentsInput(idempotency_key="1", school_code=SCHOOL, students=lines)
    then = '"x","学生","RURAL","371525",false,"010100","农",null,null,["2015-02-30"],3,"FULL_TIME","ORDINARY",null,null'
    unread = asked_by(given, RegisterStudents).unread.decode()
    assert unread == f'[[0,[{then}]],[1,[{then},"MALE"]]]'
