"""One GraphQL request as it arrives over any transport, checked for shape."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from api.graphql.execution.errors import ClientError, RequestCode
from api.http.body import BrokenOff, TooLarge, TooSlow, read_body
from api.http.media_types import JSON

MOST_VALUES = 50_000  # in the variables: a bank's answer on 5,000 payments holds 35,000
_MOST_SIGNS = 4 * MOST_VALUES  # that begin a value, some of them within texts


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A query text with its variables and the name of the operation to run."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


async def read_request(request: Request) -> GraphQLRequest:
    """The request in a POST's JSON body. Raises ClientError with status 400, 408, 413 or 415."""
    _refuse_other_content(request.headers.get("content-type", ""))
    try:
        body = await read_body(request)
    except TooLarge:
        raise ClientError(
            "The request body is larger than 2 MB.", RequestCode.TOO_LARGE, status=413
        ) from None
    except TooSlow:
        raise ClientError("The request body took too long.", RequestCode.TIMEOUT, status=408) from None
    except BrokenOff:  # nobody is there to read why
        raise _bad("The request body broke off.") from None
    if sum(map(body.count, (b",", b"[", b"{"))) > _MOST_SIGNS:  # decoded, they would hold everybody else up
        raise _too_many_values()
    return parsed(_json(body, "The request body"))


def request_in_query(request: Request) -> GraphQLRequest:
    """The request in a GET's query string, with its variables as JSON. Raises ClientError."""
    given: dict[str, Any] = dict(request.query_params)
    if "variables" in given:
        given["variables"] = _json(given["variables"].encode(), "The parameter 'variables'")
    return parsed(given)


def parsed(value: Any) -> GraphQLRequest:
    """The request in a decoded JSON value. Raises ClientError that names what is wrong."""
    if not isinstance(value, dict):
        raise _bad("The request must be one JSON object, not a list or a plain value.")
    query, variables, name = value.get("query"), value.get("variables"), value.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise _bad("'query' must hold the text of a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        raise _bad("'variables' must be a JSON object.")
    if _values(variables) > MOST_VALUES:
        raise _too_many_values()
    if name is not None and not isinstance(name, str):
        raise _bad("'operationName' must be a string.")
    return GraphQLRequest(query, variables, name or None)


def _values(variables: Any) -> int:
    count, waiting = 0, [variables]
    while waiting:  # not by recursion: a hostile body nests a thousand levels deep
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return count


def _refuse_other_content(content_type: str) -> None:
    name, *parameters = (word.strip().lower() for word in content_type.split(";"))
    charsets = [word[8:].strip('"') for word in parameters if word.startswith("charset=")]
    if name != JSON or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise ClientError(
            "Send the request as Content-Type: application/json (UTF-8).", RequestCode.BAD_REQUEST, status=415
        )


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _bad(
            "{what} is not valid JSON (line {line}): {error}.", what=what, line=error.lineno, error=error.msg
        ) from None


def _too_many_values() -> ClientError:
    return ClientError(
        "'variables' holds more than {limit} values.", RequestCode.TOO_LARGE, limit=MOST_VALUES
    )


def _bad(template: str, **details: Any) -> ClientError:
    return ClientError(template, RequestCode.BAD_REQUEST, **details)
