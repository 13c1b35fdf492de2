"""Whoever follows the log from outside, over either transport; each position as it arrives."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import orjson
from websockets import connect
from websockets.typing import Subprotocol

from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from tests.support.server import By, Served, token_of

EVENTS = """subscription ($since: Position, $types: [String!]) {
  events(afterPosition: $since, types: $types) { position type data } }"""


async def over_socket(served: Served, by: By, query: str = EVENTS, **given: Any) -> AsyncGenerator[Any, None]:
    """graphql-transport-ws. given: since, types, as far as the query has them."""
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(f"ws://{served.place}/graphql", subprotocols=[protocol]) as socket:
        signed = {"authorization": f"Bearer {token_of(by)}"}
        await socket.send(orjson.dumps({"type": "connection_init", "payload": signed}).decode())
        assert orjson.loads(await socket.recv())["type"] == "connection_ack"
        asked = {"query": query, "variables": given}
        await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": asked}).decode())
        async for text in socket:
            heard = orjson.loads(text)
            if heard["type"] != "ping":
                assert heard["type"] == "next", heard
                yield _event(heard["payload"])


async def over_events(served: Served, by: By, query: str = EVENTS, **given: Any) -> AsyncGenerator[Any, None]:
    """Server-sent events. given: since, types, as far as the query has them."""
    signed = {"authorization": f"Bearer {token_of(by)}"}
    asked = {"query": query, "variables": given}
    async with served.client.stream("POST", "/graphql/stream", json=asked, headers=signed) as response:
        assert response.status_code == 200
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                yield _event(orjson.loads(line.removeprefix("data: ")))


def _event(result: Any) -> Any:
    assert "errors" not in result, result
    return result["data"]["events"]


async def positions_of(ledger: Ledger, by: Mandate) -> list[int]:
    """What lies in somebody's scope, found out without the application."""
    events: list[Any] = [ledger.codec.decode(row) for row in await ledger.page(0, 100_000)]
    divisions = {
        event.code: event.division for event in events if event.KIND.name == "registry.SchoolOpened.v1"
    }
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    return [
        event.position
        for event in events
        if any(
            by.covers_school(code, divisions[code])
            for code in (event.school, getattr(event, "to_school", None))  # a transfer concerns two schools
            if code
        )
    ]
