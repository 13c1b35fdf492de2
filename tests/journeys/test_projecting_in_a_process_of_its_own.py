"""``serve --no-project`` beside ``project``: answers wait for the other process, and not for ever."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.process import Apart, serving
from tests.journeys.process import data as data
from tests.support.command import running
from tests.support.people import holder
from tests.support.story import COUNTY

pytestmark = pytest.mark.prove

AUTHORITY = holder("REGISTRY_AUTHORITY")
SCHOOLS = "{ schools { edges { node { code } } } }"
LAG = "{ ledger { projections { lag } } }"
OPEN = """mutation ($input: OpenSchoolInput!) {
  openSchool(input: $input) { position school { code name } errors { code } } }"""


def school(number: int) -> dict[str, Any]:
    place = {"divisionCode": COUNTY, "ownership": "PUBLIC", "name": f"学校{number}"}
    return {"input": {"idempotencyKey": f"{number}", "code": f"3637{number:06}", **place}}


def opened(number: int) -> Any:
    shown = {"code": f"3637{number:06}", "name": f"学校{number}"}
    return {"openSchool": {"position": str(number), "school": shown, "errors": []}}


async def patiently(server: Apart, number: int) -> Any:
    """Sends the same request with the same key, as it is told to, until the answer can be read."""
    while True:
        answer = (await server.post(AUTHORITY, OPEN, school(number))).json()
        if "errors" not in answer:
            return answer["data"]
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_READY"]


async def codes(server: Apart, position: str | None = None) -> list[str]:
    headers = {} if position is None else {"ledger_position": position}
    found = await server.data(AUTHORITY, SCHOOLS, None, **headers)
    return [edge["node"]["code"] for edge in found["schools"]["edges"]]


async def test_an_answer_shows_its_effect_and_a_later_read_waits_for_it(data: Path) -> None:
    async with (
        serving(data, "--no-project", READ_WAIT_SECONDS="20") as server,
        running("project", "--data", str(data)) as follower,
    ):
        assert await patiently(server, 1) == opened(1)
        assert await codes(server, "1") == ["3637000001"]
        follower.send_signal(signal.SIGSTOP)
        late = asyncio.create_task(server.data(AUTHORITY, OPEN, school(2)))
        reader = asyncio.create_task(codes(server, "2"))
        await asyncio.sleep(0.5)
        assert not any((late.done(), reader.done()))
        follower.send_signal(signal.SIGCONT)
        assert await late == opened(2)
        assert await reader == ["3637000001", "3637000002"]


async def test_without_a_follower_it_is_said_what_is_done_and_what_cannot_be_read_yet(data: Path) -> None:
    async with serving(data, "--no-project", READ_WAIT_SECONDS="1") as server:
        began = time.monotonic()
        answer = await server.post(AUTHORITY, OPEN, school(1))
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "NOT_READY"
        assert "Done at position 1" in error["message"]
        for query in (SCHOOLS, LAG):
            [error] = (await server.post(AUTHORITY, query, ledger_position="1")).json()["errors"]
            assert error["extensions"]["code"] == "NOT_READY"
            assert error["message"].startswith("Position 1 is not readable yet (now at 0)")
        assert 3 <= time.monotonic() - began < 10
        assert await codes(server) == []  # whoever asks for no position is answered at once
        told = (await server.data(AUTHORITY, LAG))["ledger"]
        assert [table["lag"] for table in told["projections"]] == [1] * 4
        async with running("project", "--data", str(data)):
            assert await patiently(server, 1) == opened(1)
            assert await codes(server, "1") == ["3637000001"]
