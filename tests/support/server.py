"""The real application over a test's own ledger, on a loopback port: followed, served and asked as in life."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.application import build_app
from api.auth.bearer import Verifier
from api.auth.tokens import SecretVerifier, issue_token
from api.cli.serve import following
from api.startup import Opened
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.reading import Reader
from tests.api.loopback import serving
from tests.support.people import POLICY
from tests.support.story import Story

SECRET = "a secret for tests alone, long enough"
PLAIN = "position errors { code message path details }"

By = Mandate | str  # whoever asks, or the token that somebody else gave them


class Client:
    """Whoever asks a server."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(
        self, by: By, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """One GraphQL request of a signed-in person."""
        signed = {"authorization": f"Bearer {token_of(by)}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"query": query, "variables": variables or {}}
        return await self.client.post("/graphql", json=body, headers=signed | named)

    async def data(self, by: By, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """The data of an answer that has no errors."""
        answer = (await self.post(by, query, variables, **headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def do(self, by: By, mutation: str, shown: str = "", **given: Any) -> Any:
        """The payload of a mutation; without ``idempotencyKey`` under a fresh one. shown: fields beside PLAIN."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        kind = "RefundInput" if mutation.endswith("Refund") else kind
        query = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {PLAIN} {shown} }} }}"
        values = {"input": {"idempotencyKey": uuid.uuid4().hex, **given}}
        return (await self.data(by, query, values))[mutation]

    async def done(self, by: By, mutation: str, shown: str = "", **given: Any) -> Any:
        """As ``do``, and nothing was refused."""
        payload = await self.do(by, mutation, shown, **given)
        assert payload["errors"] == [], payload
        return payload


class Served(Client):
    """A server over a ledger that is at hand, and whoever asks it. place: its host and port."""

    def __init__(self, ledger: Ledger, place: str, client: httpx.AsyncClient) -> None:
        super().__init__(client)
        self.ledger = ledger
        self.place = place
        self.story = Story(ledger)


def token_of(by: By) -> str:
    """Signs somebody in."""
    return by if isinstance(by, str) else issue_token(SECRET, by.name, by.roles, by.scopes)


@asynccontextmanager
async def served_ledger(ledger: Ledger, dsn: str, verifier: Verifier | None = None) -> AsyncIterator[Served]:
    """Serves an open ledger. verifier: of its own tokens, unless others are accepted."""
    projections = all_projections(POLICY)
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    async with following(Opened(dsn, ledger, projections)) as wakeup:
        app = build_app(Reader(ledger, wakeup), verifier or SecretVerifier(SECRET), projections)
        async with serving(app) as place, httpx.AsyncClient(base_url=f"http://{place}", timeout=30) as client:
            yield Served(ledger, place, client)


@pytest.fixture
async def served(ledger: Ledger, dsn: str) -> AsyncIterator[Served]:
    """The application over the test's own ledger."""
    async with served_ledger(ledger, dsn) as running:
        yield running
