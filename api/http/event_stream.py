"""Subscriptions as server-sent events at /graphql/stream (graphql-sse, distinct connections mode)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.auth.bearer import Verifier
from api.auth.claims import InvalidToken
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.public_errors import as_graphql_error, public
from api.http.authentication import signed_in
from api.http.graphql_request import GraphQLRequest, read_request, request_in_query
from api.http.media_types import EVENTS
from api.http.responses import encode, not_allowed, refused_one, unauthenticated
from api.http.shutdown import stopping
from api.http.subscription import SEND_SECONDS, SLOW_READER, SlowReader, Subscriptions, Unstarted, in_time
from api.language import Language

QUIET_SECONDS = 12.0
_BY_GET_OR_POST = ClientError("Subscribe by GET or POST.", RequestCode.BAD_REQUEST)
COMPLETE = "event: complete\ndata:\n\n"


class EventStreamEndpoint:
    """Answers a subscription with an event stream."""

    def __init__(
        self, subscriptions: Subscriptions, verifier: Verifier, send_seconds: float = SEND_SECONDS
    ) -> None:
        self._subscriptions = subscriptions
        self._verifier = verifier
        self._send_seconds = send_seconds

    async def answer(self, request: Request) -> Response:
        """The stream, or a plain answer to a request that can't be read."""
        language = self._subscriptions.language_of(request)
        if request.method not in ("GET", "POST"):
            return not_allowed("GET, POST", _BY_GET_OR_POST, language)
        try:
            viewer = await signed_in(self._verifier, request, request.headers.get("authorization"))
            asked = await _asked(request)
        except InvalidToken as cause:
            return unauthenticated(cause, language=language)
        except ClientError as mistake:
            return refused_one(mistake, language=language)
        results = self._subscriptions.results(request, viewer, asked)
        return _EventStream(results, self._send_seconds, stopping(request.app), language)


async def _asked(request: Request) -> GraphQLRequest:
    return request_in_query(request) if request.method == "GET" else await read_request(request)


class _EventStream(Response):
    media_type = EVENTS

    def __init__(
        self,
        results: AsyncGenerator[dict[str, Any], None],
        send_seconds: float,
        stop: asyncio.Event,
        language: Language,
    ) -> None:
        self.status_code = 200
        self.background = None
        self._results = results
        self._send_seconds = send_seconds
        self._stop = stop
        self._language: Language = language
        self.init_headers({"cache-control": "no-store", "x-accel-buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        steps = (self._pass_on(), self._pings(), _gone(receive), self._stop.wait())
        work: list[asyncio.Task[Any]] = [asyncio.create_task(step) for step in steps]
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in work:
                task.cancel()
            passed, pinged, gone, stopped = await asyncio.gather(*work, return_exceptions=True)
        if stopped is True:  # nothing is complete: the client is to come back and go on
            await self._last("")
        elif isinstance(gone, asyncio.CancelledError):
            await self._end(_reasons(pinged if isinstance(pinged, SlowReader) else passed, self._language))

    async def _pass_on(self) -> None:
        async with aclosing(self._results) as results:
            async for result in results:
                await self._write(_event(result))

    async def _pings(self) -> NoReturn:
        while True:
            await asyncio.sleep(QUIET_SECONDS)
            await self._write(":\n\n")

    async def _end(self, errors: list[dict[str, Any]]) -> None:
        await self._last((_event({"errors": errors}) if errors else "") + COMPLETE)

    async def _last(self, text: str) -> None:
        with suppress(SlowReader):
            await self._write(text, more=False)

    async def _write(self, text: str, more: bool = True) -> None:
        message = {"type": "http.response.body", "body": text.encode(), "more_body": more}
        await in_time(self._send(message), self._send_seconds)


def _event(result: dict[str, Any]) -> str:
    return f"event: next\ndata: {encode(result)}\n\n"


def _reasons(outcome: BaseException | None, language: Language) -> list[dict[str, Any]]:
    match outcome:
        case None | asyncio.CancelledError():
            return []
        case Unstarted():
            return outcome.errors
        case SlowReader():
            return public([SLOW_READER], language)
    return public([as_graphql_error(outcome)], language) if isinstance(outcome, Exception) else []


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
