"""POST /graphql, as a client meets it."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
from graphql import build_client_schema, get_introspection_query

from api.http import media_types
from api.http.operation import finish_mutations
from domain.ledger.postgres import outage
from domain.ledger.postgres.spell import Spell
from tests.api.loopback import SIGNED_IN, serving, small_app
from tests.api.small_schema import happened


@pytest_asyncio.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(small_app()) as address,
        httpx.AsyncClient(base_url=f"http://{address}", headers=SIGNED_IN, timeout=20) as client,
    ):
        yield client


async def ask(client: httpx.AsyncClient, query: str, modern: bool = True, **more: Any) -> httpx.Response:
    headers = {"accept": media_types.GRAPHQL if modern else media_types.JSON}
    return await client.post("/graphql", json={"query": query, **more}, headers=headers)


def first_error(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["errors"][0]
    return error


async def test_a_query_is_answered_with_the_headers_of_its_context(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ me }")
    assert (response.status_code, response.json()) == (200, {"data": {"me": "Li Hua"}})
    assert response.headers["ledger-position"] == "7"
    assert response.headers["content-type"].startswith(media_types.GRAPHQL)


async def test_plain_json_is_answered_unless_graphqls_own_type_is_named(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ me }"})
    assert response.headers["content-type"].startswith("application/json")


async def test_a_client_that_wants_neither_is_told_what_there_is(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/graphql", json={"query": "{ me }"}, headers={"accept": "text/event-stream"}
    )
    assert response.status_code == 406
    assert "/graphql/stream" in first_error(response)["message"]


@pytest.mark.parametrize(
    "query", ["{ me", "{ nothing }", "query($a: Nothing) { me }", '{ of(scheme: "GRANT") }']
)
async def test_a_document_that_cannot_run_is_400_without_data(client: httpx.AsyncClient, query: str) -> None:
    response = await ask(client, query)
    assert response.status_code == 400
    assert "data" not in response.json()
    assert (await ask(client, query, modern=False)).status_code == 200


@pytest.mark.parametrize(
    ("order", "field", "expected"),
    [
        ({"amount": "1.001"}, "amount", "exactly two decimals"),
        ({"amount": 200}, "amount", "exactly two decimals"),
        ({"amount": "2e2"}, "amount", "exactly two decimals"),
        ({"amount": "1.00", "entryDate": "2016-02-30"}, "entryDate", "a day that exists"),
        ({"amount": "1.00", "term": "2016-WINTER"}, "term", "2015-AUTUMN"),
        ({"amount": "1.00", "month": "2016-13"}, "month", "2016-04"),
        ({"amount": "1.00", "at": "2016-04-12T08:00:00"}, "at", "offset"),
        ({"amount": "1.00", "after": 3}, "after", "a position as text"),
        (
            {"amount": "1.00", "lines": [{"amount": "1.00"}, {"amount": "x"}]},
            "lines.1.amount",
            "two decimals",
        ),
        ({"amount": "1.00", "colour": "red"}, "colour", "no such field"),
    ],
)
async def test_a_wrong_input_field_is_named_with_what_was_expected(
    client: httpx.AsyncClient, order: dict[str, Any], field: str, expected: str
) -> None:
    response = await ask(client, "query($order: Order!) { echo(order: $order) }", variables={"order": order})
    error = first_error(response)
    assert response.status_code == 400
    assert f"order.{field}: " in error["message"]
    assert expected in error["message"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["order", *field.split(".")]}


async def test_a_wrong_literal_is_named_too(client: httpx.AsyncClient) -> None:
    error = first_error(await ask(client, '{ echo(order: {amount: "1.00", entryDate: "2016-02-30"}) }'))
    assert "order.entryDate: " in error["message"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["order", "entryDate"]}


async def test_scalars_are_read_and_written_exactly(client: httpx.AsyncClient) -> None:
    order = '{amount: "-12.05", term: "2016-SPRING", at: "2016-04-12T08:00:00+08:00", after: "3"}'
    response = await ask(client, f"{{ echo(order: {order}) price(fen: -1205) }}")
    assert response.json()["data"] == {
        "echo": {"fen": -1205, "term": "2016-SPRING", "at": "2016-04-12T00:00:00+00:00", "after": 3},
        "price": "-12.05",
    }


async def test_nothing_suggests_a_name(client: httpx.AsyncClient) -> None:
    for query, variables in (
        ("{ mee }", {}),
        ("{ of(scheme: GRANTS) }", {}),
        ("query($s: Scheme!) { of(scheme: $s) }", {"s": "GRANTS"}),
        ('{ echo(order: {amounts: "1.00"}) }', {}),
        ("query($o: Order!) { echo(order: $o) }", {"o": {"amount": "1.00", "lins": []}}),
    ):
        response = await ask(client, query, variables=variables)
        assert "Did you mean" not in response.text


async def test_several_operations_need_a_name(client: httpx.AsyncClient) -> None:
    both = "query A { me } query B { price(fen: 1) }"
    response = await ask(client, both)
    assert response.status_code == 400
    assert "operationName" in first_error(response)["message"]
    assert (await ask(client, both, operationName="B")).json() == {"data": {"price": "0.01"}}
    assert (await ask(client, both, operationName="C")).status_code == 400


async def test_get_is_refused_with_what_to_do(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": 'mutation { note(text: "by get") }'})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "begun by get" not in happened


async def test_a_subscription_is_refused_by_post(client: httpx.AsyncClient) -> None:
    response = await ask(client, "subscription { count(to: 2) }")
    assert response.status_code == 400
    assert "/graphql/stream" in first_error(response)["message"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "says"),
    [
        (b'{"query": ', "application/json", 400, "not valid JSON"),
        (b"[]", "application/json", 400, "one JSON object"),
        (b'"{ me }"', "application/json", 400, "one JSON object"),
        (b"\xff\xfe", "application/json", 400, "not valid JSON"),
        (b"{}", "application/json", 400, "'query'"),
        (b'{"query": "{ me }", "variables": []}', "application/json", 400, "'variables'"),
        (b'{"query": "{ me }", "operationName": 1}', "application/json", 400, "'operationName'"),
        (b"{ me }", "application/graphql", 415, "application/json"),
        (b"query=x", "application/x-www-form-urlencoded", 415, "application/json"),
        (b"{}", "application/json; charset=gbk", 415, "UTF-8"),
    ],
)
async def test_a_body_that_is_no_request_is_refused_clearly(
    client: httpx.AsyncClient, body: bytes, content_type: str, status: int, says: str
) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": content_type})
    assert response.status_code == status
    assert says in first_error(response)["message"]


async def _ten_megabytes() -> AsyncIterator[bytes]:
    for _ in range(160):
        yield b"x" * 65536


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_of_ten_megabytes_is_refused_with_413(client: httpx.AsyncClient, chunked: bool) -> None:
    headers = {"content-type": "application/json"}
    content = _ten_megabytes() if chunked else b"x" * 10_485_760
    response = await client.post("/graphql", content=content, headers=headers)
    assert response.status_code == 413
    assert first_error(response)["extensions"]["code"] == "TOO_LARGE"


async def test_a_batch_in_variables_may_be_larger_than_a_query(client: httpx.AsyncClient) -> None:
    lines = [{"amount": "1.00", "entryDate": "2016-04-12"}] * 1000
    variables = {"order": {"amount": "1.00", "lines": lines}}
    response = await ask(client, "query($order: Order!) { echo(order: $order) }", variables=variables)
    assert response.json()["data"]["echo"]["fen"] == 100


async def test_more_values_than_any_batch_needs_are_refused_before_they_are_read(
    client: httpx.AsyncClient,
) -> None:
    many: list[dict[str, Any]] = [
        {"order": {"lines": [{}] * 50_000}},
        {str(number): None for number in range(50_000)},
    ]
    for variables in many:
        response = await ask(client, "query($order: Order!) { echo(order: $order) }", variables=variables)
        assert response.status_code == 400
        assert first_error(response)["extensions"]["code"] == "TOO_LARGE"
    deep = b'{"query": "{ me }", "variables": {"deep": ' + b"[" * 1000 + b"]" * 1000 + b"}}"
    response = await client.post("/graphql", content=deep, headers={"content-type": "application/json"})
    assert response.json() == {"data": {"me": "Li Hua"}}


async def test_a_mistake_is_not_quoted_at_any_length(client: httpx.AsyncClient) -> None:
    variables = {"order": {"amount": "1.00", "x" * 100_000: 1}}
    response = await ask(client, "query($order: Order!) { echo(order: $order) }", variables=variables)
    assert len(first_error(response)["message"]) == 1_000


def _fragments(count: int) -> str:
    chain = " ".join(
        f"fragment F{n} on Fruit {{ a: self {{ ...F{n + 1} }} b: self {{ ...F{n + 1} }} }}"
        for n in range(count)
    )
    return f"{{ fruit {{ ...F0 }} }} {chain} fragment F{count} on Fruit {{ name }}"


@pytest.mark.parametrize(
    "query",
    [
        "{ me } #" + "x" * 40_000,
        "{ " + "me " * 1600 + "}",
        "{ fruit " + "{ self " * 12 + "{ name }" + " }" * 13,
        "{ " + " ".join(f"a{n}: me" for n in range(31)) + " }",
        _fragments(10),
        _fragments(60),
    ],
    ids=["long text", "many tokens", "deep", "aliases", "aliases by fragments", "exponential fragments"],
)
async def test_an_operation_that_asks_too_much_is_refused_at_once(
    client: httpx.AsyncClient, query: str
) -> None:
    started = asyncio.get_running_loop().time()
    response = await ask(client, query)
    assert response.status_code == 400
    assert first_error(response)["extensions"]["code"] in ("QUERY_TOO_COMPLEX", "GRAPHQL_PARSE_FAILED")
    assert asyncio.get_running_loop().time() - started < 0.5


async def test_at_most_five_errors_are_told(client: httpx.AsyncClient) -> None:
    wrong = " ".join(f"wrong{n}" for n in range(20))
    assert len((await ask(client, f"{{ {wrong} }}")).json()["errors"]) == 5
    lines = [{"amount": "x"}] * 20
    variables = {"order": {"amount": "1.00", "lines": lines}}
    response = await ask(client, "query($order: Order!) { echo(order: $order) }", variables=variables)
    assert len(response.json()["errors"]) == 5


async def test_an_accident_is_masked_and_logged_under_its_incident_id(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        response = await ask(client, "{ me broken }")
    error = first_error(response)
    assert "hunter2" not in response.text
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert error["message"] == f"Internal error, incident {error['extensions']['incident']}"
    assert error["extensions"]["code"] == "INTERNAL"
    [entry] = [entry for entry in logs if entry.get("incident") == error["extensions"]["incident"]]
    assert "hunter2" in str(entry["exc_info"])


async def test_without_its_database_the_server_says_so_with_503(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "_outage", Spell("database.away", "database.back"))
    with structlog.testing.capture_logs() as logs:
        for modern in (True, False):
            response = await ask(client, "{ me away }", modern)
            assert response.status_code == 503
            assert "data" not in response.json()
            assert first_error(response)["extensions"] == {"code": "UNAVAILABLE"}
            assert "secret" not in response.text
    assert [(entry["event"], entry["reason"]) for entry in logs] == [
        ("database.away", "ConnectionRefusedError")
    ]


async def test_an_expected_error_passes_with_code_and_path(client: httpx.AsyncClient) -> None:
    error = first_error(await ask(client, "{ mistaken }"))
    assert error["message"] == "Not like that."
    assert error["path"] == ["mistaken"]
    assert error["extensions"] == {"code": "NOT_LIKE_THAT", "argument": ["input", "name"]}


async def test_a_refusal_of_the_domain_speaks_the_readers_language(client: httpx.AsyncClient) -> None:
    headers = {"accept-language": "fr, zh-CN;q=0.9, en;q=0.5"}
    response = await client.post("/graphql", json={"query": "{ refused }"}, headers=headers)
    error = first_error(response)
    assert error["message"] == "行政区划 37 不在您的管辖范围（36）内。"
    assert error["extensions"] == {"code": "OUT_OF_SCOPE", "details": {"place": "37", "scopes": "36"}}


async def test_a_slow_query_is_stopped(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ slow }")
    assert response.status_code == 503
    assert first_error(response)["extensions"]["code"] == "TIMEOUT"


async def test_a_mutation_outlives_the_time_limit_of_queries_and_its_client(
    client: httpx.AsyncClient,
) -> None:
    assert (await ask(client, 'mutation { note(text: "patient") }')).json() == {"data": {"note": "patient"}}
    with pytest.raises(httpx.ReadTimeout):
        await client.post("/graphql", json={"query": 'mutation { note(text: "gone") }'}, timeout=0.2)
    await finish_mutations()
    assert "ended gone" in happened


@pytest.mark.parametrize("authorization", [None, "Basic abc", "Bearer", "Bearer not.a.token"])
async def test_nobody_learns_anything_unless_signed_in(
    client: httpx.AsyncClient, authorization: str | None
) -> None:
    headers = {"authorization": authorization} if authorization else {}
    async with httpx.AsyncClient(base_url=client.base_url) as stranger:
        response = await stranger.post(
            "/graphql", json={"query": "{ __schema { types { name } } }"}, headers=headers
        )
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert first_error(response)["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_whole_schema_can_be_introspected_once_signed_in(client: httpx.AsyncClient) -> None:
    response = await ask(client, get_introspection_query(specified_by_url=True))
    schema = build_client_schema(response.json()["data"])
    assert schema.get_type("FruitConnection") is not None


async def test_a_list_is_paged_by_cursors_that_belong_to_it(client: httpx.AsyncClient) -> None:
    query = """query($n: Int, $a: String, $l: String! = "") {
      fruits(first: $n, after: $a, like: $l) { edges { node { name } } pageInfo { hasNextPage endCursor } }
    }"""
    names, after = [], None
    while True:
        page = (await ask(client, query, variables={"n": 2, "a": after})).json()["data"]["fruits"]
        names += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == ["apple", "banana", "cherry", "damson", "elder"]
    for variables, code, argument in (
        ({"n": 2, "a": after, "l": "a"}, "INVALID_CURSOR", "after"),
        ({"n": 2, "a": "nonsense"}, "INVALID_CURSOR", "after"),
        ({"n": 0}, "INVALID_INPUT", "first"),
        ({"n": 201}, "INVALID_INPUT", "first"),
    ):
        error = first_error(await ask(client, query, variables=variables))
        assert error["path"] == ["fruits"]
        assert error["extensions"] == {"code": code, "argument": [argument]}


async def test_what_callers_send_is_not_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await ask(client, '{ echo(order: {amount: "secret-of-somebody"}) }')
        await ask(client, "{ mistaken }")
    assert not any(
        "secret-of-somebody" in record.getMessage()
        for record in caplog.records
        if record.name.startswith(("strawberry", "graphql", "api"))
    )
    assert not any("Not like that" in record.getMessage() for record in caplog.records)


async def test_every_mistake_is_told_in_the_readers_language_or_the_servers() -> None:
    queries = (
        "{ fruits(first: 0) { edges { cursor } } }",
        "{ slow }",
        "{ away }",
        "{ broken }",
        "subscription { count(to: 1) }",
    )
    async with (
        serving(small_app(language="zh")) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=20) as client,
    ):
        told = [
            await client.get("/graphql"),
            await client.get("/graphql/stream"),
            await client.put("/graphql/stream"),
            await client.post("/graphql", json={"query": "{ me }"}),
            await client.post("/graphql", content=b"{", headers=SIGNED_IN | {"content-type": "text/plain"}),
        ]
        for body in ([], {"query": ""}, *({"query": query} for query in queries)):
            told.append(await client.post("/graphql", json=body, headers=SIGNED_IN))
        for response in told:
            assert re.search(r"[\u4e00-\u9fff]", first_error(response)["message"]), response.text
        english = await client.post("/graphql", json=[], headers=SIGNED_IN | {"accept-language": "en"})
        assert first_error(english)["message"].startswith("The request must be")
