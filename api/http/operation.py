"""Runs one prepared operation: a query within a time limit, a mutation always to its end."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from graphql import FieldNode, OperationDefinitionNode, OperationType
from strawberry.types.execution import ExecutionResult

from api.auth.viewer import Viewer
from api.graphql.execution.documents import operation_of
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.schema import Context, Schema
from api.http.graphql_request import GraphQLRequest
from api.metrics import observe_operation

QUERY_SECONDS = 10.0
LONGEST_NAME = 100  # characters of an operation, in logs and in the record of looks

Answer = TypeVar("Answer")

# The event loop holds tasks weakly; a mutation whose client has gone must not vanish half way.
_unfinished: set[asyncio.Task[Any]] = set()


async def prepare(
    schema: Schema, asked: GraphQLRequest, viewer: Viewer, query_seconds: float = QUERY_SECONDS
) -> OperationDefinitionNode:
    """The operation to run. Raises InvalidDocument or ClientError, that too when its turn does not come in time."""
    prepared = schema.documents.known(asked.query)
    if prepared is None:
        prepared = await _within(query_seconds, schema.documents.prepare(asked.query, viewer.identity))
    return operation_of(prepared.document, asked.operation_name)


async def run(
    schema: Schema,
    asked: GraphQLRequest,
    operation: OperationDefinitionNode,
    context: Context,
    query_seconds: float = QUERY_SECONDS,
) -> ExecutionResult:
    """The result of a query or mutation. Raises ClientError when a query takes too long."""
    executed = schema.ask(asked.query, asked.variables, context, asked.operation_name)
    started = time.perf_counter()
    try:
        if operation.operation is OperationType.MUTATION:
            return await _to_the_end(executed)
        return await _within(query_seconds, executed)
    finally:
        observe_operation(operation.operation.value, _root_field(operation), time.perf_counter() - started)


async def _to_the_end(work: Coroutine[Any, Any, Answer]) -> Answer:
    task = asyncio.create_task(work)
    _unfinished.add(task)
    task.add_done_callback(_unfinished.discard)
    return await asyncio.shield(task)


async def finish_mutations(seconds: float = 30.0) -> None:
    """Waits for the mutations under way; for the end of the server, before its database is closed."""
    if _unfinished:
        await asyncio.wait(set(_unfinished), timeout=seconds)


async def _within(seconds: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        raise ClientError(
            "The query took longer than {limit} seconds; ask for less at once.",
            RequestCode.TIMEOUT,
            status=503,
            limit=f"{seconds:g}",
        ) from None


def name_of(operation: OperationDefinitionNode) -> str:
    """What the operation's author calls it, else its kind and first field; cut where nobody reads on."""
    name = operation.name.value if operation.name else f"{operation.operation.value} {_root_field(operation)}"
    return name[:LONGEST_NAME]


def _root_field(operation: OperationDefinitionNode) -> str:
    first = operation.selection_set.selections[0] if operation.selection_set.selections else None
    return first.name.value if isinstance(first, FieldNode) else "fragment"
