"""HTTP answers in GraphQL's shape."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response

from api.auth.bearer import NoToken
from api.auth.claims import InvalidToken
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.public_errors import public
from api.http.media_types import JSON
from api.language import Language


def encode(value: Any) -> str:
    """JSON as text: bytes would go out as binary WebSocket frames, which clients refuse."""
    return orjson.dumps(value).decode()


def answer(
    content: Mapping[str, Any], status: int = 200, media_type: str = JSON, headers: Mapping[str, str] = {}
) -> Response:
    """A JSON answer; never cached, for it depends on who asks."""
    body = orjson.dumps(content)
    content_type = f"{media_type}; charset=utf-8"
    return Response(body, status, {"cache-control": "no-store", **headers}, content_type)


def refused(
    errors: Iterable[GraphQLError], status: int, media_type: str = JSON, language: Language = "en"
) -> Response:
    """An answer to a request that was not executed: errors and no ``data``."""
    return answer({"errors": public(errors, language)}, status, media_type)


def refused_one(error: ClientError, media_type: str = JSON, language: Language = "en") -> Response:
    """The answer to one mistake, with its own status."""
    return refused([error], error.status, media_type, language)


def unauthenticated(cause: InvalidToken, media_type: str = JSON, language: Language = "en") -> Response:
    """401, saying how to sign in and never what the token was."""
    challenge = 'Bearer realm="aid-ledger"' + (
        "" if isinstance(cause, NoToken) else ', error="invalid_token"'
    )
    error = ClientError("Not signed in: {why}.", RequestCode.UNAUTHENTICATED, why=cause.why)
    return answer({"errors": public([error], language)}, 401, media_type, {"www-authenticate": challenge})


def not_allowed(allowed: str, instead: ClientError, language: Language = "en") -> Response:
    """405, with what to do instead."""
    return answer({"errors": public([instead], language)}, 405, headers={"allow": allowed})
