"""kill -9 in the middle of a stream of mutations: what was acknowledged is there, and a retry has no second effect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.domain.ledger.test_crashes import kill
from tests.journeys.process import Apart, serving
from tests.journeys.process import data as data
from tests.journeys.test_from_registration_to_refund import student
from tests.support.command import aid_ledger
from tests.support.people import holder
from tests.support.server import SECRET, Client
from tests.support.story import COUNTY

pytestmark = pytest.mark.prove

Answers = dict[str, Any]

SCHOOLS, CLIENTS, CLASS = 32, 8, 3
STEPS = 5  # mutations a school
EVENTS = (
    1 + 3 * CLASS + 1 + 2
)  # of a school: itself; each one entered, registered, approved; a list; an account, money
BEFORE = SCHOOLS * STEPS // 4  # acknowledged before the kill
ENROLMENT = "enrolment { id status student { name idNumber } }"
DIGESTS = "{ ledger { position projections { name position digest } } }"
AUTHORITY = holder("REGISTRY_AUTHORITY")


class Term:
    """One school's beginning of a term, always told in the same words under the same keys."""

    def __init__(self, number: int, answers: Answers) -> None:
        self.number = number
        self.answers = answers
        self.school = f"3637{number:06}"
        self.account = {"schoolCode": self.school, "scheme": "GRANT", "term": "2015-AUTUMN"}

    async def tell(self, client: Client) -> None:
        """From the start. Keeps every answer under its key."""
        self.client = client
        place = {"divisionCode": COUNTY, "name": f"学校{self.number}", "ownership": "PUBLIC"}
        await self._do(AUTHORITY, "openSchool", "school { name }", code=self.school, **place)
        lines = [student(self.number * CLASS + n) for n in range(CLASS)]
        registered = await self._do(
            holder("REGISTRAR", self.school),
            "registerStudents",
            f"results {{ index {ENROLMENT} errors {{ code }} }}",
            schoolCode=self.school,
            students=lines,
        )
        ids = [line["enrolment"]["id"] for line in registered["results"]]
        approved = f"approved {{ {ENROLMENT.removeprefix('enrolment { ')}"
        given = {"schoolCode": self.school, "enrolmentIds": ids}
        await self._do(AUTHORITY, "approveRegistrations", approved, **given)
        shown = "roster { id state entries { edges { node { grounds enrolment { id } } } } }"
        await self._do(holder("AID_OFFICER", self.school), "draftAidRoster", shown, **self.account)
        paper = {"documentNumber": f"财教{self.number}", "receivedOn": "2015-09-01"}
        money = {"source": "CENTRAL", "amount": f"{self.number + 1}.00"}
        shown = "account { allocated available allocations { documentNumber } }"
        await self._do(holder("FINANCE"), "recordAllocation", shown, **self.account, **paper, **money)

    async def _do(self, by: Any, mutation: str, shown: str, **given: Any) -> Any:
        key = f"{mutation} {self.number}"
        self.answers[key] = await self.client.done(by, mutation, shown, idempotencyKey=key, **given)
        return self.answers[key]


async def tell_all(client: Client, answers: Answers) -> None:
    """All the schools, several at a time; each teller stops when its server has gone."""
    numbers = iter(range(SCHOOLS))

    async def teller() -> None:
        for number in numbers:
            await Term(number, answers).tell(client)

    await asyncio.gather(*(teller() for _ in range(CLIENTS)))


@asynccontextmanager
async def telling(client: Client, answers: Answers) -> AsyncIterator[None]:
    """Meanwhile mutations stream in."""
    task = asyncio.create_task(tell_all(client, answers))
    yield
    with pytest.raises(httpx.TransportError):
        await task


@pytest.mark.parametrize("with_database", [False, True], ids=["the server", "the server and PostgreSQL"])
async def test_of(data: Path, with_database: bool) -> None:
    acknowledged: Answers = {}
    async with serving(data) as first, telling(first, acknowledged), asyncio.timeout(60):
        while len(acknowledged) < BEFORE:  # noqa: ASYNC110 - the moment is a matter of chance
            await asyncio.sleep(0.001)
        await first.kill()
        if with_database:
            kill(data / "postgres")
    assert BEFORE <= len(acknowledged) < SCHOOLS * STEPS
    async with serving(data) as second:
        await _each_request_has_one_effect_and_one_answer(second, acknowledged)
        await _the_tables_are_what_the_log_says(second, data)


async def _each_request_has_one_effect_and_one_answer(server: Apart, acknowledged: Answers) -> None:
    again: Answers = {}
    await tell_all(server, again)
    assert {key: again[key] for key in acknowledged} == acknowledged
    assert len(again) == SCHOOLS * STEPS
    once_more: Answers = {}
    await tell_all(server, once_more)
    assert once_more == again
    assert (await server.data(AUTHORITY, DIGESTS))["ledger"]["position"] == str(SCHOOLS * EVENTS)


async def _the_tables_are_what_the_log_says(server: Apart, data: Path) -> None:
    before = await server.data(AUTHORITY, DIGESTS)
    verified = await aid_ledger("verify", "--data", str(data), SECRET=SECRET)
    assert verified[:2] == (0, f"{SCHOOLS * EVENTS} events: everything fits.\n"), verified.err
    rebuilt = await aid_ledger("rebuild", "all", "--data", str(data), SECRET=SECRET)
    assert rebuilt.code == 0, rebuilt.err
    assert await server.data(AUTHORITY, DIGESTS) == before
