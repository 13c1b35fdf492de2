"""One subscription as a stream of responses, the same for every transport.

Nothing is queued: the next event is asked for when the last one has left, so a slow reader slows only itself.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import Any

from graphql import OperationDefinitionNode, OperationType
from starlette.requests import HTTPConnection
from strawberry.types.execution import ExecutionResult, PreExecutionError

from api.auth.viewer import Viewer
from api.graphql.execution.documents import InvalidDocument
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.public_errors import as_graphql_error, public
from api.graphql.execution.schema import Schema
from api.http.graphql_endpoint import ContextFactory
from api.http.graphql_request import GraphQLRequest
from api.http.operation import name_of, prepare
from api.language import Language, choose

SEND_SECONDS = 10.0
MOST_SUBSCRIPTIONS = 100  # of one person at once, over however many connections
SLOW_READER = ClientError(
    "Cut off for reading too slowly. Subscribe again after the last position that you saw.",
    RequestCode.SLOW_READER,
)
TOO_MANY = ClientError(
    "One person runs at most {limit} subscriptions at once.",
    RequestCode.TOO_MANY_SUBSCRIPTIONS,
    limit=MOST_SUBSCRIPTIONS,
)
EXPIRED = ClientError(
    "The token has expired. Sign in again and subscribe after the last position that you saw.",
    RequestCode.UNAUTHENTICATED,
)


class SlowReader(Exception):
    """The client took nothing for too long."""


async def in_time(sent: Awaitable[None], seconds: float) -> None:
    """Waits until something has left for the client. Raises SlowReader when that takes too long."""
    try:
        async with asyncio.timeout(seconds) as limit:
            await sent
            await asyncio.sleep(0)  # a server whose buffers are never full would keep the loop to itself
    except TimeoutError:
        if not limit.expired():
            raise
        raise SlowReader from None


class Unstarted(Exception):
    """The subscription could not begin; holds the errors to show."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("the subscription could not begin")
        self.errors = errors


class Subscriptions:
    """Starts subscriptions of one schema."""

    def __init__(self, schema: Schema, context_factory: ContextFactory, language: Language = "en") -> None:
        self._schema = schema
        self._language: Language = language
        self._context = context_factory
        self._running: Counter[str] = Counter()

    def language_of(self, connection: HTTPConnection) -> Language:
        """That of whoever is connected."""
        return choose(connection.headers.get("accept-language"), self._language)

    async def results(
        self, connection: HTTPConnection, viewer: Viewer, asked: GraphQLRequest
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Each response in turn, until the token expires. Raises Unstarted if there is no such stream."""
        language = self.language_of(connection)
        if self._running[viewer.identity] >= MOST_SUBSCRIPTIONS:
            raise Unstarted(public([TOO_MANY], language))
        self._running[viewer.identity] += 1
        try:
            async with aclosing(await self._begun(connection, viewer, asked, language)) as stream:
                async for result in _while_good(stream, viewer.good_until):
                    errors = public(result.errors or [], language)
                    if isinstance(result, PreExecutionError):
                        raise Unstarted(errors)
                    yield {"data": result.data, "errors": errors} if errors else {"data": result.data}
        finally:
            self._running[viewer.identity] -= 1

    async def _begun(
        self, connection: HTTPConnection, viewer: Viewer, asked: GraphQLRequest, language: Language
    ) -> AsyncGenerator[Any, None]:
        try:
            connection.state.operation = name_of(await self._subscription(asked, viewer))
            context = await self._context(connection, viewer)
            return await self._schema.subscribe(
                asked.query, asked.variables, context, operation_name=asked.operation_name
            )
        except InvalidDocument as invalid:
            raise Unstarted(public(invalid.errors, language)) from None
        except Exception as error:
            raise Unstarted(public([as_graphql_error(error)], language)) from error

    async def _subscription(self, asked: GraphQLRequest, viewer: Viewer) -> OperationDefinitionNode:
        operation = await prepare(self._schema, asked, viewer)
        if operation.operation is not OperationType.SUBSCRIPTION:
            raise ClientError(
                "Only subscriptions run here; send queries and mutations by POST /graphql.",
                RequestCode.BAD_REQUEST,
            )
        return operation


async def _while_good(stream: AsyncGenerator[Any, None], good_until: float) -> AsyncGenerator[Any, None]:
    """What the stream gives; once the token has expired the reason why there is no more."""
    while True:
        try:
            async with asyncio.timeout(good_until - time.time()) as limit:
                result = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            if not limit.expired():
                raise
            yield ExecutionResult(data=None, errors=[EXPIRED])
            return
        yield result
