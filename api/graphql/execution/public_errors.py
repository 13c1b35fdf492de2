"""What a caller learns of an error: an expected one as it is, any other as an incident for the log."""

import re
import secrets
from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from api.graphql.execution.documents import MOST_ERRORS
from api.graphql.execution.errors import ClientError, RequestCode
from api.language import Language, say
from api.metrics import count_refused_request
from domain.ledger.postgres.outage import is_outage, note_outage
from domain.ledger.postgres.recorder import LogReplaced
from domain.refusal import Refusal

LONGEST_MESSAGE = 1_000
AWAY = "The database does not answer; send the same request again in a moment."
REPLACED = (
    "The ledger was restored while this server had it open: nothing is answered until the server is started"
    " again."
)
_SUGGESTION = re.compile(r"\s*Did you mean [^?]*\?")

log = structlog.get_logger()


def public(errors: Iterable[GraphQLError], language: Language = "en") -> list[dict[str, Any]]:
    """The first five errors in the form of a GraphQL response."""
    return [_shown(error, language) for error, _ in zip(errors, range(MOST_ERRORS), strict=False)]


def as_graphql_error(error: Exception) -> GraphQLError:
    """Any exception in the form that ``public`` takes, expected or not."""
    return error if isinstance(error, GraphQLError) else GraphQLError("", original_error=error)


def _shown(error: GraphQLError, language: Language) -> dict[str, Any]:
    cause = _cause(error)
    if isinstance(cause, Refusal):
        return _refused(error, cause, language)
    if isinstance(cause, ClientError):
        return _mistaken(error, cause, language)
    if isinstance(cause, GraphQLError):
        return _expected(error)
    if is_outage(cause):
        return _outage(error, cause, language)
    return _incident(error, cause, language)


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _mistaken(error: GraphQLError, cause: ClientError, language: Language) -> dict[str, Any]:
    count_refused_request(cause.code)
    message = cause.said(language)[:LONGEST_MESSAGE]
    return {**error.formatted, "message": message, "extensions": dict(cause.extensions or {})}


def _expected(error: GraphQLError) -> dict[str, Any]:
    message = error.message[:LONGEST_MESSAGE]  # it may quote what the caller sent
    shown = {**error.formatted, "message": _SUGGESTION.sub("", message) if error.path is None else message}
    shown["extensions"] = {"code": RequestCode.INVALID_INPUT, **(error.extensions or {})}
    return shown


def _refused(error: GraphQLError, refusal: Refusal, language: Language) -> dict[str, Any]:
    message = say(refusal.template, language, **refusal.details)
    extensions: dict[str, Any] = {"code": refusal.code}
    if refusal.path:
        extensions["argument"] = list(refusal.path)
    if refusal.details:
        extensions["details"] = refusal.details
    return {**error.formatted, "message": message, "extensions": extensions}


def _outage(error: GraphQLError, cause: BaseException, language: Language) -> dict[str, Any]:
    note_outage(cause)
    message = say(REPLACED if isinstance(cause, LogReplaced) else AWAY, language)
    return {**error.formatted, "message": message, "extensions": {"code": RequestCode.UNAVAILABLE}}


def _incident(error: GraphQLError, cause: BaseException, language: Language) -> dict[str, Any]:
    incident = secrets.token_hex(6)
    log.error("incident", incident=incident, path=error.path, exc_info=cause)
    return {
        **error.formatted,
        "message": say("Internal error, incident {incident}", language, incident=incident),
        "extensions": {"code": RequestCode.INTERNAL, "incident": incident},
    }
