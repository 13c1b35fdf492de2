"""Tokens that say nothing by themselves: the issuer is asked, or they are refused with what to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.request import Request

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from api.auth import fetch, introspection
from api.auth.claims import InvalidToken
from api.auth.introspection import Introspection
from api.auth.oidc import OidcVerifier
from tests.api.issuer import CLIENT, LEDGER_SECRET, NO_COMPLAINT, Issuer, an_issuer

pytestmark = NO_COMPLAINT

WANG: dict[str, Any] = {"name": "王芳", "roles": ["AID_AUTHORITY"], "scopes": ["3701"]}


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with an_issuer({"wang": dict(WANG)}) as running:
        yield running


@pytest.fixture
def issuer(running: Issuer) -> Issuer:
    running.asked.clear()
    running.answer = {}
    return running


@pytest.fixture
def token(issuer: Issuer) -> str:
    token: str = issuer.signed_in("wang")["access_token"]
    assert "." not in token
    return token


def verifier(issuer: Issuer, secret: str = LEDGER_SECRET, audience: str | None = CLIENT) -> OidcVerifier:
    asking = Introspection(issuer.url, audience, CLIENT, SecretStr(secret))
    return OidcVerifier(issuer.url, audience, introspection=asking)


async def test_the_issuer_says_whose_token_it_is(issuer: Issuer, token: str) -> None:
    viewer = await verifier(issuer).verify(token)
    assert (viewer.name, viewer.scopes) == (f"王芳 <{issuer.url}#wang>", ("3701",))
    assert 0 < viewer.good_until - time.time() <= 3600


async def test_a_signed_token_of_the_same_person_is_the_same_person(issuer: Issuer) -> None:
    tokens, either = issuer.signed_in("wang"), verifier(issuer)
    assert await either.verify(tokens["id_token"]) == await either.verify(tokens["access_token"])
    assert issuer.asked == [tokens["access_token"]]


async def test_without_a_client_it_is_refused_with_what_to_do(issuer: Issuer, token: str) -> None:
    with pytest.raises(InvalidToken, match=r"\(JWT\) only.*AID_LEDGER_OIDC_CLIENT_ID"):
        await OidcVerifier(issuer.url, CLIENT).verify(token)
    assert issuer.asked == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"active": "true"}, "does not know the token"),
        ({"active": None}, "cannot be asked"),
        ({"aud": "another"}, "not meant for this server"),
        ({"aud": None}, "not meant for this server"),
        ({"iss": "https://sso.example.org"}, "not meant for this server"),
        ({"exp": 1}, "expired"),
        ({"exp": "soon"}, "cannot be asked"),
        ({"sub": None}, "names no person"),
        ({"padding": "x" * 300_000}, "cannot be asked"),
    ],
)
async def test_an_answer_that_does_not_fit_lets_nobody_in(
    issuer: Issuer, token: str, said: dict[str, Any], why: str
) -> None:
    issuer.answer = said
    with pytest.raises(InvalidToken, match=why):
        await verifier(issuer).verify(token)


async def test_audiences_may_be_many_or_of_no_matter(issuer: Issuer, token: str) -> None:
    issuer.answer = {"aud": ["account", CLIENT], "iss": issuer.url}
    await verifier(issuer).verify(token)
    issuer.answer = {"aud": None}
    await verifier(issuer, audience=None).verify(token)


async def test_an_answer_without_an_end_holds_for_a_minute(issuer: Issuer, token: str) -> None:
    issuer.answer = {"exp": None}
    assert (await verifier(issuer).verify(token)).good_until <= time.time() + 60


async def test_a_token_that_the_issuer_does_not_know_is_asked_about_each_time(issuer: Issuer) -> None:
    asking = verifier(issuer)
    for _ in range(2):
        with pytest.raises(InvalidToken, match="does not know the token"):
            await asking.verify("never-given-out")
    assert len(issuer.asked) == 2


async def test_a_yes_is_kept_for_a_minute_and_no_longer(
    issuer: Issuer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = verifier(issuer)
    await asyncio.gather(*(asking.verify(token) for _ in range(50)))
    assert len(issuer.asked) <= introspection.AT_ONCE
    issuer.asked.clear()
    issuer.storage.remove_access_token(token)
    await asking.verify(token)
    assert issuer.asked == []
    later = time.monotonic() + introspection.KEPT_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(InvalidToken, match="does not know the token"):
        await asking.verify(token)


async def test_no_yes_outlives_the_token(issuer: Issuer, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer.answer = {"exp": int(time.time()) + 2}
    asking = verifier(issuer)
    await asking.verify(token)
    later = time.monotonic() + 3
    monkeypatch.setattr(time, "monotonic", lambda: later)
    issuer.answer = {"active": False}
    with pytest.raises(InvalidToken, match="does not know the token"):
        await asking.verify(token)


async def test_no_more_answers_are_kept_than_there_is_room_for(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introspection, "MOST_KEPT", 2)
    asking = verifier(issuer)
    tokens = [issuer.signed_in("wang")["access_token"] for _ in range(3)]
    for token in (*tokens, tokens[2], tokens[0]):
        await asking.verify(token)
    assert issuer.asked == [*tokens, tokens[0]]


async def test_a_wrong_secret_is_told_to_the_log_and_named_nowhere(issuer: Issuer, token: str) -> None:
    with capture_logs() as logs, pytest.raises(InvalidToken, match="cannot be asked") as refusal:
        await verifier(issuer, "a wrong secret").verify(token)
    assert [line["event"] for line in logs] == ["token not introspected"]
    assert "401" in logs[0]["reason"]
    for said in (str(logs), str(refusal.value)):
        assert "wrong secret" not in said
        assert token not in said


@asynccontextmanager
async def answering(answer: bytes, heard: list[bytes], pause: float = 0.0) -> AsyncIterator[str]:
    """A server that sends its answer a byte at a time; its address. heard: what it was sent."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(10_000))
        with suppress(ConnectionError):
            for byte in answer:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(pause)
        writer.close()

    server = await asyncio.start_server(slowly, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_an_issuer_that_sends_on_and_on_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_SECONDS", 0.3)
    began = time.monotonic()
    async with answering(b"HTTP/1.0 200 OK\r\n\r\n" + b" " * 3_000, [], 0.001) as url:
        with pytest.raises(TimeoutError, match="too slowly"):  # and no thread is left behind
            await asyncio.to_thread(fetch._read, Request(url))
        asking = OidcVerifier(url, None, introspection=Introspection(url, None, CLIENT, SecretStr("x")))
        with pytest.raises(InvalidToken, match="cannot be asked"):
            await asking.verify("opaque")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed_with_the_secret(issuer: Issuer, token: str, status: int) -> None:
    asked: list[bytes] = []
    elsewhere: list[bytes] = []
    async with answering(b"HTTP/1.0 200 OK\r\n\r\n{}", elsewhere) as there:
        moved = f"HTTP/1.0 {status} Moved\r\nLocation: {there}/\r\n\r\n".encode()
        async with answering(moved, asked) as here:
            await _refused(issuer, here, token)
    assert b"Authorization: Basic" in asked[0]
    assert elsewhere == []


@pytest.mark.parametrize("endpoint", ["http://192.0.2.1/introspect", "ftp://localhost/", "file:///etc/hosts"])
async def test_the_secret_travels_by_https_alone(issuer: Issuer, token: str, endpoint: str) -> None:
    with capture_logs() as logs:
        await _refused(issuer, endpoint, token)
    assert "over https only" in logs[0]["reason"]


async def _refused(issuer: Issuer, endpoint: str, token: str) -> None:
    """By a server whose issuer names that endpoint."""
    asking = Introspection(issuer.url, CLIENT, CLIENT, SecretStr(LEDGER_SECRET))
    asking._endpoint = endpoint
    with pytest.raises(InvalidToken, match="cannot be asked"):
        await asking.claims(token)
