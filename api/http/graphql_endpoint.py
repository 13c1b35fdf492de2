"""POST /graphql: GraphQL over HTTP for queries and mutations."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import OperationType
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult

from api.auth.bearer import Verifier
from api.auth.claims import InvalidToken
from api.auth.viewer import Viewer
from api.graphql.execution.documents import InvalidDocument
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.public_errors import as_graphql_error, public
from api.graphql.execution.schema import Context, Schema
from api.http.authentication import signed_in
from api.http.graphql_request import read_request
from api.http.media_types import GRAPHQL, negotiate
from api.http.operation import QUERY_SECONDS, name_of, prepare, run
from api.http.responses import answer, not_allowed, refused, refused_one, unauthenticated
from api.language import Language, choose

ContextFactory = Callable[[HTTPConnection, Viewer], Awaitable[Any]]


class GraphQLEndpoint:
    """Answers GraphQL requests of signed-in people."""

    def __init__(
        self,
        schema: Schema,
        verifier: Verifier,
        context_factory: ContextFactory,
        query_seconds: float = QUERY_SECONDS,
        language: Language = "en",
    ) -> None:
        self._schema = schema
        self._verifier = verifier
        self._context = context_factory
        self._query_seconds = query_seconds
        self._language: Language = language

    async def answer(self, request: Request) -> Response:
        """The answer to one HTTP request."""
        language = choose(request.headers.get("accept-language"), self._language)
        if request.method != "POST":
            return not_allowed("POST", _ONLY_BY_POST, language)
        media_type = negotiate(request.headers.get("accept"))
        if media_type is None:
            return refused_one(_NOT_ACCEPTABLE, language=language)
        try:
            return await self._answered(request, media_type, language)
        except InvalidToken as cause:
            return unauthenticated(cause, media_type, language)
        except InvalidDocument as invalid:
            return refused(invalid.errors, _status_of_bad_document(media_type), media_type, language)
        except ClientError as mistake:
            return refused_one(mistake, media_type, language)
        except Exception as accident:  # noqa: BLE001 - whatever it is, the caller learns only its incident id
            return _accident(accident, media_type, language)

    async def _answered(self, request: Request, media_type: str, language: Language) -> Response:
        viewer = await signed_in(self._verifier, request, request.headers.get("authorization"))
        asked = await read_request(request)
        operation = await prepare(self._schema, asked, viewer, self._query_seconds)
        if operation.operation is OperationType.SUBSCRIPTION:
            raise _NOT_BY_POST
        request.state.operation = name_of(operation)
        context = await self._context(request, viewer)
        result = await run(self._schema, asked, operation, context, self._query_seconds)
        return _result(result, context, media_type, language)


_ONLY_BY_POST = ClientError(
    "Send GraphQL by POST, as JSON: {example}.",
    RequestCode.BAD_REQUEST,
    example='{"query": "{ me { name } }"}',
)
_NOT_ACCEPTABLE = ClientError(
    "Answers come as {type} or application/json; subscriptions as text/event-stream at /graphql/stream.",
    RequestCode.BAD_REQUEST,
    status=406,
    type=GRAPHQL,
)
_NOT_BY_POST = ClientError(
    "Subscriptions run over WebSocket at /graphql or as server-sent events at /graphql/stream.",
    RequestCode.BAD_REQUEST,
)


def _result(result: ExecutionResult, context: Context, media_type: str, language: Language) -> Response:
    errors = public(result.errors or [], language)
    unexecuted = result.data is None and all(error.path is None for error in result.errors or [])
    if unexecuted or _codes(errors) & {RequestCode.UNAVAILABLE}:
        return answer({"errors": errors}, _status(errors, _status_of_bad_document(media_type)), media_type)
    content = {"data": result.data, "errors": errors} if errors else {"data": result.data}
    return answer(content, 200, media_type, context.response_headers)


def _accident(accident: Exception, media_type: str, language: Language) -> Response:
    errors = public([as_graphql_error(accident)], language)
    return answer({"errors": errors}, _status(errors, 400), media_type)


def _status(errors: list[dict[str, Any]], of_a_mistake: int) -> int:
    codes = _codes(errors)
    if RequestCode.INTERNAL in codes:
        return 500
    return 503 if RequestCode.UNAVAILABLE in codes else of_a_mistake


def _codes(errors: list[dict[str, Any]]) -> set[str]:
    return {error["extensions"]["code"] for error in errors}


def _status_of_bad_document(media_type: str) -> int:
    # A reader of plain JSON can't tell a gateway's 400 from GraphQL's: the specification gives it 200.
    return 400 if media_type == GRAPHQL else 200
