"""Documents that are made to keep a server busy: each costs little, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from http.client import HTTPConnection
from itertools import count, cycle
from pathlib import Path

import httpx
import psutil
import pytest
from graphql import get_introspection_query

from api.auth.tokens import issue_token
from api.graphql.execution import rules
from api.graphql.execution.documents import MOST_REMEMBERED, Documents, InvalidDocument, operation_of, valid
from api.graphql.execution.errors import ClientError
from api.graphql.execution.plans.compiling import MOST_FIELDS
from api.graphql.execution.plans.plan import Plans, plans_of
from api.graphql.execution.variables import wrong_variables
from api.graphql.ledger_schema import ledger_schema
from tests.api.bombs import bombs
from tests.docs.pages import files
from tests.support.command import address_of, running

SECRET = "a secret for tests alone, long enough"
DEAREST = 0.25  # seconds of the processor that a document may take, on a slow machine too
MOST_WAIT = 0.05  # seconds for which another client may wait, 99 times of 100
LONGEST_WAIT = 0.2  # the hundredth time, where others share the processor while the collector walks
ATTACKERS, SECONDS = 4, 12


@pytest.mark.parametrize("text", bombs().values(), ids=bombs().keys())
def test_a_document_costs_little_whatever_it_repeats(text: str) -> None:
    # The best of three: the collector, which walks whatever the tests before left, may fall into one.
    assert min(_cost(text) for _ in range(3)) < DEAREST


def _cost(text: str) -> float:
    """Seconds of the processor."""
    schema = ledger_schema().core
    started = time.thread_time()
    with suppress(InvalidDocument, ClientError):
        document = valid(schema, text)
        plans_of(ledger_schema(), document)
        wrong_variables(schema, document, operation_of(document, None), {"input": {}}, 5)
    return time.thread_time() - started


@pytest.mark.parametrize(
    "repeats", ["an object", "fragments side by side", "the schema by one name", "the schema by many names"]
)
def test_who_repeats_too_much_is_told_what_to_do(repeats: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        valid(ledger_schema().core, bombs()[repeats])
    (error,) = refused.value.errors
    assert (error.extensions or {})["code"] == "QUERY_TOO_COMPLEX"
    assert "schema" in error.message or "select each once" in error.message


def test_of_a_document_so_many_fields_are_compiled_however_many_operations_it_has() -> None:
    text = bombs()["operations over one fragment"]
    plans = plans_of(ledger_schema(), valid(ledger_schema().core, text))
    assert 0 < len(plans) < text.count("query ")
    assert plans.fields == MOST_FIELDS


def test_data_is_not_asked_for_beside_the_schema() -> None:
    with pytest.raises(InvalidDocument, match="not valid") as refused:
        valid(ledger_schema().core, "{ ...S me { name } } fragment S on Query { __schema { __typename } }")
    assert "an operation of its own" in refused.value.errors[0].message


def test_whatever_the_pages_ask_stays_far_below_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_COMPARISONS", rules.MOST_COMPARISONS // 50)
    for path in files():
        assert valid(ledger_schema().core, path.read_text("utf-8"))
    assert valid(
        ledger_schema().core, get_introspection_query(descriptions=True, input_value_deprecation=True)
    )


async def test_documents_are_remembered_up_to_a_size() -> None:
    schema = ledger_schema()
    documents = Documents(schema.core, schema.aside, lambda _: Plans())
    names = (f"query Q{n} {{ me {{ name }} }} # {'x' * 30_000}" for n in count())
    texts = [next(names) for _ in range(12)]
    first, *_ = [await documents.prepare(text, "Li Hua") for text in texts]
    assert documents._characters <= MOST_REMEMBERED < sum(map(len, texts))
    assert await documents.prepare(texts[-1], "Li Hua") is documents.prepared(texts[-1])
    assert documents.prepared(texts[0]) is not first


async def test_each_person_has_one_turn_at_a_time() -> None:
    aside = ledger_schema().aside
    order: list[str] = []

    def work(whose: str) -> None:
        time.sleep(0.02)
        order.append(whose)

    flood = [asyncio.create_task(aside.run("Zhao", partial(work, "Zhao"))) for _ in range(20)]
    await asyncio.sleep(0)
    await aside.run("Qian", partial(work, "Qian"))
    assert order.index("Qian") <= 2
    await asyncio.gather(*flood)


@pytest.mark.prove
async def test_nobody_else_waits_while_documents_of_every_kind_come_in(tmp_path: Path) -> None:
    async with (
        running("serve", "--port", "0", DATA=str(tmp_path / "data"), SECRET=SECRET) as process,
        httpx.AsyncClient(base_url=await address_of(process), timeout=60) as client,
        storm(client) as sent,
    ):
        server = psutil.Process(process.pid)
        waits = await asyncio.to_thread(asked, client.base_url.netloc.decode(), server)
    assert sum(sent) > ATTACKERS * 5
    assert len(waits) > 200
    waits.sort()
    assert waits[-len(waits) // 100] <= MOST_WAIT, waits[-10:]
    assert waits[-1] <= LONGEST_WAIT, waits[-10:]


@asynccontextmanager
async def storm(client: httpx.AsyncClient) -> AsyncIterator[list[int]]:
    """People who send every bomb again and again, none twice alike. Gives how many were answered to each."""
    answered = [0] * ATTACKERS

    async def attack(number: int) -> None:
        signed = {"authorization": f"Bearer {issue_token(SECRET, f'Zhao {number}', ['AUDITOR'], ['37'])}"}
        for turn, text in zip(count(), cycle(list(bombs().values())[number:])):
            await client.post("/graphql", json={"query": f"{text} # {number} {turn}"}, headers=signed)
            answered[number] += 1

    attackers = [asyncio.create_task(attack(number)) for number in range(ATTACKERS)]
    yield answered
    for attacker in attackers:
        attacker.cancel()
    assert not [
        error
        for error in await asyncio.gather(*attackers, return_exceptions=True)
        if isinstance(error, Exception)
    ]


def asked(place: str, server: psutil.Process) -> list[float]:
    """How long the server let somebody else wait, time after time; in a thread, which the attackers hold up little."""
    somebody, end = HTTPConnection(place), time.monotonic() + SECONDS
    waits = []
    while time.monotonic() < end:
        waits.append(waited(somebody, server))
        time.sleep(0.005)
    somebody.close()
    return waits


def waited(somebody: HTTPConnection, server: psutil.Process) -> float:
    """No longer than the server was itself at work, whatever else the machine does."""
    before, started = busy(server), time.perf_counter()
    somebody.request("GET", "/healthz")
    answer = somebody.getresponse()
    seconds = min(time.perf_counter() - started, busy(server) - before)
    assert (answer.status, answer.read()) == (200, b'{"status":"ok"}')
    return seconds


def busy(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)
