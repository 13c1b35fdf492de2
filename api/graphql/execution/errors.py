"""Errors that the caller's program is told about as they are; everything else is masked."""

from collections.abc import Sequence
from enum import StrEnum

from graphql import GraphQLError


class RequestCode(StrEnum):
    """The stable `extensions.code` of a request-level error."""

    BAD_REQUEST = "BAD_REQUEST"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_CURSOR = "INVALID_CURSOR"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_SUBSCRIPTIONS = "TOO_MANY_SUBSCRIPTIONS"
    SLOW_READER = "SLOW_READER"
    TIMEOUT = "TIMEOUT"
    NOT_READY = "NOT_READY"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class ClientError(GraphQLError):
    """A mistake in the caller's request. `code` is stable; `argument` is where the fault lies."""

    def __init__(
        self, message: str, code: str, argument: Sequence[str | int] = (), status: int = 400
    ) -> None:
        self.code = str(code)
        self.status = status
        extensions: dict[str, object] = {"code": self.code}
        if argument:
            extensions["argument"] = list(argument)
        super().__init__(message, extensions=extensions)
