"""An official at a desk, who knows HTTP and nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Protocol

import httpx

from tests.proof.truth import Entry, Truth
from tests.support.people import holder
from tests.support.server import token_of
from tests.support.story import COUNTY

TERM = {"scheme": "GRANT", "term": "2015-AUTUMN"}
PATIENCE = 12.0  # seconds for one answer: longer than a server may take that says it cannot
PAUSE = 0.05  # seconds before it is sent again
THOUGHT = 0.2  # seconds at most between two entries: a busy machine, not one that is measured by its queue
GIVEN_UP = 1 / 8  # of what was not answered: the official goes home and never learns of it

MONEY = """mutation ($input: RecordAllocationInput!) {
  recordAllocation(input: $input) { position errors { code } } }"""
SCHOOL = "mutation ($input: OpenSchoolInput!) { openSchool(input: $input) { position errors { code } } }"
FINANCE, AUTHORITY = token_of(holder("FINANCE")), token_of(holder("REGISTRY_AUTHORITY"))


class Address(Protocol):
    """Where a server is to be found, which changes when it is started again."""

    address: str


class NotAnswered(Exception):
    """Nobody can tell whether it was done."""


class Desk:
    """Sends requests to whichever server it is told. told: the codes of the errors that came back."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.told: Counter[str] = Counter()

    async def ask(self, server: Address, token: str, query: str, **variables: Any) -> Any:
        """The data of an answer. Raises NotAnswered."""
        try:
            answer = await self.client.post(
                f"{server.address}/graphql",
                json={"query": query, "variables": variables},
                headers={"authorization": f"Bearer {token}"},
            )
            body = answer.json()
        except (httpx.TransportError, ValueError) as gone:
            raise NotAnswered(repr(gone)) from None
        if "errors" in body:
            self.told.update(error["extensions"]["code"] for error in body["errors"])
            raise NotAnswered(str(body["errors"]))
        return body["data"]

    async def record(self, server: Address, entry: Entry) -> int:
        """The position at which the entry is recorded. Raises NotAnswered."""
        account = {"schoolCode": entry.school, **TERM}
        money = {"source": "CENTRAL", "amount": yuan(entry.fen)}
        paper = {"documentNumber": entry.key, "receivedOn": "2015-09-01"}
        given = {"idempotencyKey": entry.key, **account, **money, **paper}
        payload = (await self.ask(server, FINANCE, MONEY, input=given))["recordAllocation"]
        return _position(payload)

    async def open_school(self, server: Address, code: str) -> None:
        place = {"divisionCode": COUNTY, "ownership": "PUBLIC", "name": f"学校{code}"}
        given = {"idempotencyKey": code, "code": code, **place}
        _position((await self.ask(server, AUTHORITY, SCHOOL, input=given))["openSchool"])


@asynccontextmanager
async def desk(patience: float = PATIENCE) -> AsyncIterator[Desk]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=3)
    async with httpx.AsyncClient(timeout=patience, limits=limits, trust_env=False) as client:
        yield Desk(client)


async def insist(desk: Desk, servers: Sequence[Address], truth: Truth, entry: Entry, chance: Random) -> None:
    """The same entry under the same key, to one server or another, until it is answered."""
    while True:
        try:
            truth.acknowledge(entry, await desk.record(chance.choice(servers), entry))
            return
        except NotAnswered:
            await asyncio.sleep(PAUSE)


async def work(
    desk: Desk,
    servers: Sequence[Address],
    truth: Truth,
    school: str,
    chance: Random,
    going: Callable[[], bool],
    thought: float = THOUGHT,
) -> None:
    """One entry after the other. What is not answered is sent again, or given up."""
    while going():
        await asyncio.sleep(chance.uniform(0, thought))
        entry = truth.begin(school)
        while going() and entry.position is None:
            try:
                truth.acknowledge(entry, await desk.record(chance.choice(servers), entry))
            except NotAnswered:
                if chance.random() < GIVEN_UP:
                    break
                await asyncio.sleep(PAUSE)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _position(payload: Any) -> int:
    codes = [error["code"] for error in payload["errors"]]
    if codes == ["CONFLICT"]:  # the race alone: it says that it can be sent again
        raise NotAnswered("CONFLICT")
    assert codes == [], codes
    return int(payload["position"])
