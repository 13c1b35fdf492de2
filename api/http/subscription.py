"""One subscription as a stream of responses, the same for every transport.

Nothing is queued: the next event is asked for when the last one has left, so a slow reader slows only itself.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import Any

from graphql import OperationDefinitionNode, OperationType
from starlette.requests import HTTPConnection
from strawberry.types.execution import PreExecutionError

from api.auth.viewer import Viewer
from api.graphql.documents import InvalidDocument
from api.graphql.errors import ClientError, RequestCode
from api.graphql.public_errors import as_graphql_error, public
from api.graphql.schema import Schema
from api.language import choose

from .graphql_endpoint import ContextFactory
from .graphql_request import GraphQLRequest
from .operation import name_of, prepare

SEND_SECONDS = 10.0
SLOW_READER = ClientError(
    "Cut off for reading too slowly. Subscribe again after the last position that you saw.",
    RequestCode.SLOW_READER,
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

    def __init__(self, schema: Schema, context_factory: ContextFactory) -> None:
        self._schema = schema
        self._context = context_factory

    async def results(
        self, connection: HTTPConnection, viewer: Viewer, asked: GraphQLRequest
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Each response in turn. Raises Unstarted before the first one if there is no such stream."""
        language = choose(connection.headers.get("accept-language"))
        try:
            connection.state.operation = name_of(self._subscription(asked))
            context = await self._context(connection, viewer)
            stream = await self._schema.subscribe(
                asked.query, asked.variables, context, operation_name=asked.operation_name
            )
        except InvalidDocument as invalid:
            raise Unstarted(public(invalid.errors, language)) from None
        except Exception as error:
            raise Unstarted(public([as_graphql_error(error)], language)) from error
        async with aclosing(stream):
            async for result in stream:
                errors = public(result.errors or [], language)
                if isinstance(result, PreExecutionError):
                    raise Unstarted(errors)
                yield {"data": result.data, "errors": errors} if errors else {"data": result.data}

    def _subscription(self, asked: GraphQLRequest) -> OperationDefinitionNode:
        operation = prepare(self._schema, asked)
        if operation.operation is not OperationType.SUBSCRIPTION:
            raise ClientError(
                "Only subscriptions run here; send queries and mutations by POST /graphql.",
                RequestCode.BAD_REQUEST,
            )
        return operation
