"""A server whose database goes away says so once, however many ask, and once when it is back."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from api import embedded
from api.auth.tokens import issue_token
from tests.support.command import address_of, begin

pytestmark = pytest.mark.prove

SECRET = "a secret for tests alone, long enough"
REQUESTS, AT_ONCE = 2_000, 20
SIGNED_IN = {"authorization": f"Bearer {issue_token(SECRET, 'Li Hua', ['AUDITOR'], ['37'])}"}
ASKED = {"query": "{ schools { edges { cursor } } }"}
MOST_LINES = 20  # whatever the rest has to say


async def test_two_thousand_requests_leave_a_handful_of_lines(tmp_path: Path) -> None:
    with (
        TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as home,
        (tmp_path / "log").open("wb") as err,
    ):
        folder = Path(home) / "postgres"
        place = await asyncio.to_thread(embedded.start, folder)
        process = await begin(
            ("serve", "--port", "0"),
            {
                "DATABASE_URL": f"postgresql://postgres@/postgres?{place}",
                "SECRET": SECRET,
                "LOG_FORMAT": "json",
            },
            err,
        )
        async with httpx.AsyncClient(
            base_url=await address_of(process), headers=SIGNED_IN, timeout=60
        ) as client:
            assert (await client.post("/graphql", json=ASKED)).status_code == 200
            await asyncio.to_thread(embedded.stop, folder)
            codes = await asked(client)
            await asyncio.to_thread(embedded.start, folder)
            await answered(client)
            await asyncio.sleep(4)
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)
        await asyncio.to_thread(embedded.stop, folder)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    told = Counter(line["event"] for line in lines)
    assert codes == Counter({503: REQUESTS})
    assert told["database.away"] in (1, 2)  # a second one after a minute, on a slow machine
    assert told["database.back"] == 1
    assert len(lines) < MOST_LINES, told


async def asked(client: httpx.AsyncClient) -> Counter[int]:
    codes: Counter[int] = Counter()

    async def ask(times: int) -> None:
        for _ in range(times):
            codes[(await client.post("/graphql", json=ASKED)).status_code] += 1

    await asyncio.gather(*(ask(REQUESTS // AT_ONCE) for _ in range(AT_ONCE)))
    return codes


async def answered(client: httpx.AsyncClient) -> None:
    for _ in range(100):
        if (await client.post("/graphql", json=ASKED)).status_code == 200:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("it does not come back")
