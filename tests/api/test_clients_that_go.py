"""A client that goes away, at whatever point, is no incident and leaves no line in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from tests.api.loopback import SIGNED_IN, TOKEN, serving, small_app

AUTHORIZED = f"Host: x\r\nAuthorization: Bearer {TOKEN}\r\n".encode()
JSON = b"Content-Type: application/json\r\n"
UPGRADE = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
)


def post(path: str, query: str, missing: int = 0) -> bytes:
    body = f'{{"query": "{query}"}}'.encode()
    head = f"POST {path} HTTP/1.1\r\nContent-Length: {len(body) + missing}\r\n".encode()
    return head + AUTHORIZED + JSON + b"\r\n" + body


def text(payload: str) -> bytes:
    """A frame of a socket, masked with nothing."""
    size = len(payload.encode())
    return b"\x81" + bytes([0x80 | 126]) + size.to_bytes(2, "big") + bytes(4) + payload.encode()


HANDSHAKE = b"GET /graphql HTTP/1.1\r\n" + AUTHORIZED + UPGRADE + b"\r\n"
INIT = text('{"type": "connection_init"}')
SUBSCRIBE = text('{"type": "subscribe", "id": "1", "payload": {"query": "subscription { forever }"}}')
SENT = {
    "half a head": b"POST /graphql HTTP/1.1\r\nHost",
    "half a body": post("/graphql", "{ me }", missing=100),
    "half a body for a stream": post("/graphql/stream", "subscription { forever }", missing=100),
    "a query": post("/graphql", "{ slow }"),
    "a mutation": post("/graphql", 'mutation { note(text: \\\\"x\\\\") }'),
    "a subscription": post("/graphql/stream", "subscription { forever }"),
    "a handshake": HANDSHAKE,
    "a socket": HANDSHAKE + INIT,
    "a socket's subscription": HANDSHAKE + INIT + SUBSCRIBE,
    "half a message": HANDSHAKE + INIT[:-3],
}


@pytest_asyncio.fixture(scope="module")
async def place() -> AsyncIterator[str]:
    async with serving(small_app()) as place:
        yield place


@pytest.mark.parametrize("waits", [0, 0.05], ids=["at once", "a moment later"])
@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
async def test_nothing_is_logged(
    place: str, sent: bytes, waits: float, caplog: pytest.LogCaptureFixture
) -> None:
    host, _, port = place.partition(":")
    with caplog.at_level(logging.INFO), capture_logs() as logs:
        for _ in range(8):
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(sent)
            await writer.drain()
            await asyncio.sleep(waits)
            writer.transport.abort()
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=f"http://{place}", headers=SIGNED_IN) as client:
            assert (await client.post("/graphql", json={"query": "{ me }"})).status_code == 200
    assert [line for line in logs if line["log_level"] != "debug"] == []
    assert [record.getMessage() for record in caplog.records if record.name != "httpx"] == []


async def test_who_breaks_off_a_body_is_counted(place: str) -> None:
    before = await counted(place)
    host, _, port = place.partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(SENT["half a body"])
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.transport.abort()
    await asyncio.sleep(0.1)
    assert await counted(place) == before + 1


async def counted(place: str) -> float:
    async with httpx.AsyncClient() as client:
        lines = (await client.get(f"http://{place}/metrics")).text.splitlines()
    (line,) = (line for line in lines if line.startswith("aid_ledger_clients_gone_total "))
    return float(line.rpartition(" ")[2])
