"""Health, readiness and metrics, as a machine asks for them."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from prometheus_client import REGISTRY

from api import metrics
from tests.api.loopback import READY_AGAINST, SIGNED_IN, TO_BE_DONE, serving, small_app


@pytest_asyncio.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(small_app()) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        yield client


async def test_a_live_process_is_healthy_even_before_it_is_ready(client: httpx.AsyncClient) -> None:
    READY_AGAINST[:] = ["the projection 'payments' is 12 events behind"]
    assert (await client.get("/healthz")).status_code == 200
    not_ready = await client.get("/readyz")
    READY_AGAINST.clear()
    assert not_ready.status_code == 503
    assert not_ready.json()["reasons"] == ["the projection 'payments' is 12 events behind"]
    assert (await client.get("/readyz")).status_code == 200


async def test_a_warning_is_told_and_never_makes_it_unready(client: httpx.AsyncClient) -> None:
    TO_BE_DONE[:] = ["the table of holidays ends soon"]
    answer = await client.get("/readyz")
    TO_BE_DONE.clear()
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "reasons": [],
        "warnings": ["the table of holidays ends soon"],
    }


async def test_metrics_count_operations_by_root_field_and_nothing_that_callers_choose(
    client: httpx.AsyncClient,
) -> None:
    query = {"query": "query HowLong { alias: me }"}
    await client.post("/graphql", json=query, headers=SIGNED_IN)
    before = REGISTRY.get_sample_value(
        "aid_ledger_appends_total"
    )  # of this process, other tests' appends included
    assert before is not None
    metrics.count_appends(3)
    metrics.count_conflict(1)
    metrics.set_projection_lag("payments", 12)
    text = (await client.get("/metrics")).text
    assert 'aid_ledger_operation_seconds_count{field="me",type="query"}' in text
    assert 'aid_ledger_projection_lag{projection="payments"} 12.0' in text
    assert f"aid_ledger_appends_total {before + 3}" in text
    assert "HowLong" not in text
    assert "alias" not in text
