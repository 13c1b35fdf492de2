"""Subscriptions over both transports, to readers good and bad."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from websockets import ClientConnection, ConnectionClosed, connect
from websockets.typing import Subprotocol

from api.auth.tokens import issue_token
from api.http.subscription import MOST_SUBSCRIPTIONS
from tests.api.loopback import SECRET, SIGNED_IN, serving, small_app
from tests.api.small_schema import happened

PROTOCOL = Subprotocol("graphql-transport-ws")


@pytest_asyncio.fixture(scope="module")
async def address() -> AsyncIterator[str]:
    async with serving(small_app()) as address:
        yield address


class Talk:
    """A connection that speaks the protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def hear(self) -> dict[str, Any]:
        text = await asyncio.wait_for(self.socket.recv(), 5)
        assert isinstance(text, str), "clients refuse binary frames"
        heard: dict[str, Any] = orjson.loads(text)
        return heard

    async def begin(self) -> None:
        await self.say(type="connection_init", payload={"authorization": SIGNED_IN["authorization"]})
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, query: str, id: str = "1") -> None:
        await self.say(id=id, type="subscribe", payload={"query": query})

    async def closed(self) -> int | None:
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(5):
                async for _ in self.socket:
                    pass
        return self.socket.close_code


@pytest_asyncio.fixture
async def talk(address: str) -> AsyncIterator[Talk]:
    async with connect(
        f"ws://{address}/graphql", subprotocols=[PROTOCOL], max_queue=1, compression=None
    ) as socket:
        yield Talk(socket)


async def test_a_subscription_runs_to_its_end(talk: Talk) -> None:
    await talk.begin()
    await talk.subscribe("subscription { count(to: 3) }")
    heard = [await talk.hear() for _ in range(4)]
    assert [message["payload"]["data"]["count"] for message in heard[:3]] == [1, 2, 3]
    assert heard[3] == {"id": "1", "type": "complete"}


async def test_the_token_may_come_in_the_handshake(address: str) -> None:
    url = f"ws://{address}/graphql"
    async with connect(url, subprotocols=[PROTOCOL], additional_headers=SIGNED_IN) as socket:
        talk = Talk(socket)
        await talk.say(type="connection_init")
        assert (await talk.hear())["type"] == "connection_ack"


async def test_a_bad_token_is_forbidden(talk: Talk) -> None:
    await talk.say(type="connection_init", payload={"authorization": "Bearer nonsense"})
    assert await talk.closed() == 4403


async def test_subscribing_before_signing_in_is_unauthorized(talk: Talk) -> None:
    await talk.subscribe("subscription { count(to: 3) }")
    assert await talk.closed() == 4401


async def test_another_subprotocol_is_not_acceptable(address: str) -> None:
    async with connect(f"ws://{address}/graphql", subprotocols=[Subprotocol("graphql-ws")]) as socket:
        assert await Talk(socket).closed() == 4406


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", 4400),
        ("[]", 4400),
        ('{"type": "dance"}', 4400),
        ('{"type": "subscribe", "payload": {}}', 4400),
        ('{"type": "connection_init"}', 4429),
    ],
)
async def test_a_message_outside_the_protocol_closes_the_connection(talk: Talk, text: str, code: int) -> None:
    await talk.begin()
    await talk.socket.send(text)
    assert await talk.closed() == code


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("subscription { nothing }", "Cannot query field"),
        ("subscription { count(to: ", "Syntax Error"),
        ("{ me }", "POST /graphql"),
        ('subscription { count(to: "x") }', "Invalid value for to: "),
    ],
)
async def test_what_cannot_run_is_an_error_of_that_subscription_alone(
    talk: Talk, query: str, says: str
) -> None:
    await talk.begin()
    await talk.subscribe(query)
    heard = await talk.hear()
    assert heard["type"] == "error"
    assert says in heard["payload"][0]["message"]
    await talk.say(type="ping")
    assert await talk.hear() == {"type": "pong"}


async def test_an_accident_in_a_stream_is_masked(talk: Talk) -> None:
    await talk.begin()
    await talk.subscribe("subscription { failing }")
    heard = [await talk.hear() for _ in range(3)]
    assert [message["type"] for message in heard] == ["next", "next", "complete"]
    [error] = heard[1]["payload"]["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in str(heard)


async def test_an_id_is_free_again_once_completed(talk: Talk) -> None:
    await talk.begin()
    await talk.subscribe("subscription { forever }")
    assert (await talk.hear())["payload"] == {"data": {"forever": 1}}
    await talk.say(id="1", type="complete")
    await talk.subscribe("subscription { count(to: 1) }")
    assert (await talk.hear())["payload"] == {"data": {"count": 1}}
    assert await talk.hear() == {"id": "1", "type": "complete"}


async def test_an_id_in_use_closes_the_connection(talk: Talk) -> None:
    await talk.begin()
    await talk.subscribe("subscription { forever }")
    await talk.hear()
    await talk.subscribe("subscription { forever }")
    assert await talk.closed() == 4409


async def test_one_subscription_of_a_person_too_many_is_refused(address: str, talk: Talk) -> None:
    await talk.begin()
    for number in range(MOST_SUBSCRIPTIONS):
        await talk.subscribe("subscription { forever }", str(number))
        await talk.hear()
    async with connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL]) as socket:
        another = Talk(socket)
        await another.begin()
        await another.subscribe("subscription { forever }", "last")
        heard = await another.hear()
        assert (heard["id"], heard["type"]) == ("last", "error")
        assert heard["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
        await talk.say(id="3", type="complete")
        while heard["type"] == "error":
            await another.subscribe("subscription { forever }", "last")
            heard = await another.hear()
        assert heard["type"] == "next"


async def test_a_subscription_ends_with_the_token_that_it_was_begun_with(address: str) -> None:
    token = issue_token(SECRET, "Somebody", ["AUDITOR"], ["37"], timedelta(seconds=-28))  # within the leeway
    signed = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://{address}", headers=signed) as client:
        events = await _events(
            await client.post("/graphql/stream", json={"query": "subscription { forever }"})
        )
    assert [name for name, _ in events[-2:]] == ["next", "complete"]
    assert events[-2][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def _flood_ended(since: int) -> list[str]:
    async with asyncio.timeout(10):
        while "flood ended" not in happened[since:]:  # noqa: ASYNC110 - the server is not told to notify
            await asyncio.sleep(0.01)
    return happened[since:]


async def test_a_slow_socket_is_cut_off_with_a_code_and_never_swells_the_server(talk: Talk) -> None:
    since = len(happened)
    await talk.begin()
    await talk.subscribe("subscription { flood }")
    made = (await _flood_ended(since)).count("flood")
    assert made < 200, "a few system buffers of 100 KB messages, then nothing more was asked for"
    assert await talk.closed() == 4420


async def test_a_client_that_leaves_ends_its_subscriptions(address: str) -> None:
    since = len(happened)
    async with connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL]) as socket:
        talk = Talk(socket)
        await talk.begin()
        await talk.subscribe("subscription { flood }")
        await talk.hear()
    await _flood_ended(since)


# ------------------------------------------------------------------ server-sent events


async def _events(response: httpx.Response) -> list[tuple[str, Any]]:
    blocks = [block for block in (await response.aread()).decode().split("\n\n") if block.startswith("event")]
    lines = [dict(line.split(":", 1) for line in block.split("\n")) for block in blocks]
    return [(line["event"].strip(), orjson.loads(line["data"] or "null")) for line in lines]


@pytest_asyncio.fixture(scope="module")
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://{address}", headers=SIGNED_IN) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_events_come_as_next_and_end_with_complete(client: httpx.AsyncClient, method: str) -> None:
    query = "subscription($to: Int!) { count(to: $to) }"
    if method == "GET":
        response = await client.get("/graphql/stream", params={"query": query, "variables": '{"to": 2}'})
    else:
        response = await client.post("/graphql/stream", json={"query": query, "variables": {"to": 2}})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert await _events(response) == [
        ("next", {"data": {"count": 1}}),
        ("next", {"data": {"count": 2}}),
        ("complete", None),
    ]


@pytest.mark.parametrize("query", ["subscription { nothing }", "{ me }", "subscription { count(to: 1.5) }"])
async def test_what_cannot_run_comes_as_an_event_with_errors(client: httpx.AsyncClient, query: str) -> None:
    events = await _events(await client.post("/graphql/stream", json={"query": query}))
    assert [name for name, _ in events] == ["next", "complete"]
    assert events[0][1]["errors"][0]["extensions"]["code"]


async def test_an_unreadable_request_for_a_stream_is_a_plain_refusal(client: httpx.AsyncClient) -> None:
    assert (await client.get("/graphql/stream", params={"query": "{", "variables": "{"})).status_code == 400
    assert (await client.post("/graphql/stream", content=b"{")).status_code == 415
    assert (await client.delete("/graphql/stream")).status_code == 405
    async with httpx.AsyncClient(base_url=client.base_url) as stranger:
        assert (await stranger.post("/graphql/stream", json={"query": "{ me }"})).status_code == 401


async def test_a_slow_reader_of_events_is_cut_off_and_told_to_resume(client: httpx.AsyncClient) -> None:
    since = len(happened)
    request = {"query": "subscription { flood }"}
    async with client.stream("POST", "/graphql/stream", json=request, timeout=10) as response:
        made = (await _flood_ended(since)).count("flood")
        events = await _events(response)
    assert made < 200
    assert [name for name, _ in events[-2:]] == ["next", "complete"]
    assert events[-2][1]["errors"][0]["extensions"]["code"] == "SLOW_READER"


async def test_a_reader_of_events_that_leaves_ends_its_subscription(client: httpx.AsyncClient) -> None:
    since = len(happened)
    async with client.stream("POST", "/graphql/stream", json={"query": "subscription { flood }"}) as response:
        async for _ in response.aiter_bytes():
            break
    await _flood_ended(since)
