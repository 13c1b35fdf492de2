"""Errors that the caller's program is told about as they are; everything else is masked."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from graphql import GraphQLError, Node

from api.language import Language, say


class RequestCode(StrEnum):
    """The stable ``extensions.code`` of a request-level error."""

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
    OTHER_EPOCH = "OTHER_EPOCH"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class ClientError(GraphQLError):
    """A mistake in the caller's request.

    template: English with ``{named}`` places, said to callers in their language. code: stable. argument: where the
    fault lies, outermost first. details: the values of the places.
    """

    def __init__(
        self,
        template: str,
        code: str,
        argument: Sequence[str | int] = (),
        /,
        status: int = 400,
        node: Node | None = None,
        **details: Any,
    ) -> None:
        self.template = template
        self.details = details
        self.code = str(code)
        self.status = status
        extensions: dict[str, object] = {"code": self.code}
        if argument:
            extensions["argument"] = [str(part) for part in argument]
        super().__init__(say(template, "en", **details), node, extensions=extensions)

    def said(self, language: Language) -> str:
        """The message in the reader's language."""
        return say(self.template, language, **self.details)
