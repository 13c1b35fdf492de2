"""What a client may send before it asks anything and leave untaken afterwards, byte by byte on a real socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets import ConnectionClosed, InvalidStatus, connect
from websockets.typing import Subprotocol

from api.http import connection, socket_connection
from api.http.connection import LARGEST_REST, MOST_AHEAD
from api.http.head import LARGEST_HEAD, MOST_HEADERS
from tests.api.loopback import SIGNED_IN, serving, small_app
from tests.support.command import address_of, running

SECRET = "a secret for tests alone, long enough"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
HANDSHAKE = GET.replace(b"/healthz", b"/graphql") + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
LARGE_ANSWER = 20 * 1024 * 1024
SOON = 0.3  # seconds

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest_asyncio.fixture(scope="module")
async def place() -> AsyncIterator[str]:
    app = small_app()
    app.router.routes.append(Route("/large", _large))
    async with serving(app) as place:
        yield place


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", SOON)
    monkeypatch.setattr(connection, "ANSWER_SECONDS", SOON)
    monkeypatch.setattr(socket_connection, "ANSWER_SECONDS", SOON)


async def _large(_request: Request) -> Response:
    return Response(b"x" * LARGE_ANSWER)


@asynccontextmanager
async def opened(place: str, limit: int = 2**16) -> AsyncIterator[Ends]:
    host, _, port = place.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=limit)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def said(place: str, *parts: bytes, pause: float = 0) -> bytes:
    """What is answered to these bytes until the server closes the connection; b"" when it does so without a word."""
    async with opened(place) as (reader, writer):
        answer = asyncio.create_task(ended(reader))
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
        return await answer


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What comes until the connection is closed, or broken off."""
    heard = b""
    with suppress(ConnectionError):
        while part := await asyncio.wait_for(reader.read(2**16), 10):
            heard += part
    return heard


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


async def counted(place: str, why: str) -> float:
    async with httpx.AsyncClient() as client:
        lines = (await client.get(f"http://{place}/metrics")).text.splitlines()
    start = f'aid_ledger_connections_cut_off_total{{why="{why}"}} '
    return sum(float(line.removeprefix(start)) for line in lines if line.startswith(start))


@pytest.mark.parametrize(
    "head",
    [
        GET + b"X: " + b"x" * LARGEST_HEAD,
        GET + b"X" * (LARGEST_HEAD + 1),
        b"GET /" + b"x" * (LARGEST_HEAD + 1),
        GET + b"X: 1\r\n" * (MOST_HEADERS + 1) + b"\r\n",
        GET + (b"X: " + b"x" * 1000 + b"\r\n") * 40 + b"\r\n",
        HANDSHAKE + b"X: " + b"x" * LARGEST_HEAD,
    ],
    ids=["a header", "a name", "a path", "lines", "all together", "a handshake"],
)
async def test_a_head_that_is_too_large_is_refused_with_431(place: str, head: bytes) -> None:
    before = await counted(place, "head_too_large")
    assert status(await said(place, head)) == 431
    assert await counted(place, "head_too_large") == before + 1


async def test_a_head_within_the_limits_is_taken_however_it_comes(place: str) -> None:
    token = b"Authorization: Bearer " + b"x" * 8 * 1024 + b"\r\n"
    head = GET + token + b"X: 1\r\n" * (MOST_HEADERS - 3) + b"Connection: close\r\n\r\n"
    assert status(await said(place, head)) == 200
    assert status(await said(place, *(head[at : at + 97] for at in range(0, len(head), 97)))) == 200


async def test_a_header_without_an_end_is_kept_no_further_than_the_limit(place: str) -> None:
    async with opened(place) as (reader, writer):
        writer.write(GET + b"X: ")
        sent = 0
        with suppress(ConnectionError):
            while not reader.at_eof() and sent < 2**26:
                writer.write(b"x" * 2**14)
                sent += 2**14
                await writer.drain()
                await asyncio.sleep(0)
        assert sent < 2**23  # what the two sockets hold, and no more
        assert status(await ended(reader) or b"x 431") == 431


@pytest.mark.parametrize(
    "behind", [b"X: " + b"x" * 2 * LARGEST_HEAD, b"X: 1\r\n" * 200], ids=["a trailer", "trailers"]
)
async def test_trailers_have_the_limits_of_a_head(place: str, behind: bytes) -> None:
    async with opened(place) as (reader, writer):
        writer.write(GET + CHUNKED + b"1\r\nx\r\n")
        await reader.readuntil(b"}")
        writer.write(b"0\r\n" + behind)
        assert status(await ended(reader)) == 431


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("head", "drop"),
    [(GET, b"X"), (HANDSHAKE, b"X"), (POST, b"X"), (b"GET /", b"x"), (b"\r\n", b"\r\n")],
    ids=["a header", "a handshake", "a post", "a path", "lines"],
)
async def test_a_head_that_does_not_come_to_its_end_in_time_is_refused_with_408(
    place: str, head: bytes, drop: bytes
) -> None:
    started = time.monotonic()
    assert status(await said(place, head, *[drop] * 100, pause=0.01)) == 408
    assert time.monotonic() - started < 10 * SOON


@pytest.mark.usefixtures("impatient")
async def test_who_says_nothing_at_all_is_cut_off(place: str) -> None:
    assert await said(place) == b""


async def test_a_connection_that_asks_nothing_more_is_closed(place: str) -> None:
    async with opened(place) as (reader, writer):
        writer.write(GET + b"\r\n")
        assert status(await ended(reader)) == 200


@pytest.mark.usefixtures("impatient")
async def test_a_request_that_takes_longer_than_a_head_may_is_not_disturbed(place: str) -> None:
    async with httpx.AsyncClient(base_url=f"http://{place}", headers=SIGNED_IN) as client:
        answer = await client.post("/graphql", json={"query": "mutation { slowly }"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/graphql"])
async def test_a_body_that_nobody_reads_is_not_taken_without_end(place: str, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {2**31}\r\n\r\n".encode()
    async with opened(place) as (_, writer):
        writer.write(head)
        sent = 0
        with suppress(ConnectionError):
            while sent < 2**31 and not writer.is_closing():
                writer.write(b"x" * 2**18)
                sent += 2**18
                await asyncio.wait_for(writer.drain(), 5)
        assert sent < LARGEST_REST + 2**25


@pytest.mark.usefixtures("impatient")
async def test_the_rest_of_a_body_is_not_waited_for_once_it_is_answered(place: str) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    started = time.monotonic()
    assert status(await said(place, head, *[b"x"] * 99, pause=0.02)) == 401
    assert time.monotonic() - started < 10 * SOON


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n"], ids=["kept", "closed"])
async def test_who_does_not_take_an_answer_is_cut_off(place: str, more: bytes) -> None:
    before = await counted(place, "answer_not_taken")
    async with opened(place, limit=1024) as (reader, writer):
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n" + more + b"\r\n")
        await asyncio.sleep(4 * SOON)
        assert await counted(place, "answer_not_taken") == before + 1
        assert len(await ended(reader)) < LARGE_ANSWER


async def test_who_asks_and_asks_before_the_first_answer_is_cut_off(place: str) -> None:
    async with opened(place) as (reader, writer):
        writer.write((GET + b"\r\n") * (MOST_AHEAD + 5))
        answers = await ended(reader)
    assert answers.count(b"HTTP/1.1 ") <= MOST_AHEAD


async def test_what_is_no_http_is_refused_without_a_line_in_the_log(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert status(await said(place, b"\x16\x03\x01 hello\r\n\r\n")) == 400
    assert status(await said(place, GET + b"Content-Length: x\r\n\r\n")) == 400
    assert caplog.records == []


async def test_where_there_is_no_room_the_longest_idle_makes_some(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 3)
    async with opened(place) as first, opened(place) as second, opened(place):
        await asyncio.sleep(0.05)
        async with httpx.AsyncClient(base_url=f"http://{place}") as client:
            assert (await client.get("/healthz")).status_code == 200
        assert await ended(first[0]) == b""
        assert not second[0].at_eof()


async def test_where_all_are_at_work_everybody_else_is_told_when_to_come_again(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 2)
    ask = Subprotocol("graphql-transport-ws")
    async with (
        connect(f"ws://{place}/graphql", subprotocols=[ask]),
        connect(f"ws://{place}/graphql", subprotocols=[ask]),
    ):
        async with httpx.AsyncClient(base_url=f"http://{place}", headers=SIGNED_IN) as client:
            refused = await client.post(
                "/graphql", json={"query": "{ me }"}, headers={"accept-language": "zh"}
            )
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert refused.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
            assert "连接已满" in refused.text
            for path in ("/healthz", "/readyz", "/metrics"):
                assert (await client.get(path)).status_code == 200
        with pytest.raises(InvalidStatus):
            await connect(f"ws://{place}/graphql", subprotocols=[ask])
    async with httpx.AsyncClient(base_url=f"http://{place}", headers=SIGNED_IN) as client:
        assert (await client.post("/graphql", json={"query": "{ me }"})).status_code == 200


@pytest.mark.usefixtures("impatient")
async def test_a_socket_whose_pongs_are_not_taken_is_read_no_further_and_cut_off(place: str) -> None:
    async with opened(place) as (reader, writer):
        writer.write(
            HANDSHAKE + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        ping = b"\x89\xfd\0\0\0\0" + b"x" * 125
        sent = 0
        with suppress(ConnectionError, TimeoutError):
            while sent < 2**28:
                writer.write(ping * 1000)
                sent += len(ping) * 1000
                await asyncio.wait_for(writer.drain(), 3)
        assert sent < 2**26


async def test_a_message_of_a_socket_does_not_come_in_any_number_of_pieces(place: str) -> None:
    async with connect(f"ws://{place}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        with suppress(ConnectionClosed):
            await socket.send(_pieces(100_000))
        await asyncio.wait_for(socket.wait_closed(), 10)


async def _pieces(count: int) -> AsyncIterator[str]:
    for _ in range(count):
        yield ""


@pytest.mark.prove
async def test_heads_without_an_end_take_no_memory_and_nobody_else_waits(tmp_path: Path) -> None:
    async with (
        running("serve", "--port", "0", DATA=str(tmp_path / "data"), SECRET=SECRET) as process,
        httpx.AsyncClient(base_url=await address_of(process)) as client,
    ):
        assert (await client.get("/healthz")).status_code == 200
        server = psutil.Process(process.pid)
        before, most, waits = server.memory_info().rss, 0, []
        place = client.base_url.netloc.decode()
        flood = [asyncio.create_task(_floods(place, time.monotonic() + 10)) for _ in range(20)]
        for _ in range(80):
            started = time.monotonic()
            assert (await client.get("/healthz")).status_code == 200
            waits.append(time.monotonic() - started)
            most = max(most, server.memory_info().rss)
            await asyncio.sleep(0.1)
        sent = sum(await asyncio.gather(*flood))
    assert sent > 2**27  # more than what would show
    assert most - before < 2**25
    assert sorted(waits)[len(waits) // 2] < 0.1


async def _floods(place: str, end: float) -> int:
    sent = 0
    while time.monotonic() < end:
        async with opened(place) as (_, writer):
            with suppress(ConnectionError, TimeoutError):
                writer.write(GET + b"X: ")
                while time.monotonic() < end:
                    writer.write(b"x" * 2**18)
                    await asyncio.wait_for(writer.drain(), 1)
                    sent += 2**18
    return sent
