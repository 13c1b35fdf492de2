"""What a server answers that has as many connections as it takes: to everybody but those who look after it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.public_errors import public
from api.http.responses import answer
from api.language import choose
from api.metrics import count_cut_off

MOST_CONNECTIONS = 1_000  # of all clients together: behind a proxy all have one address
RETRY_SECONDS = 1
ALWAYS_ANSWERED = frozenset({b"/healthz", b"/readyz", b"/metrics"})


def is_always_answered(url: bytes) -> bool:
    """Whether a URL is asked by those who look after the server."""
    return url.partition(b"?")[0] in ALWAYS_ANSWERED


async def full(scope: Scope, receive: Receive, send: Send) -> None:
    """503, and when to come again."""
    count_cut_off("full")
    mistake = ClientError(
        "The server has as many connections as it takes; send the same request again in a moment.",
        RequestCode.UNAVAILABLE,
    )
    language = choose(Request(scope).headers.get("accept-language"))
    headers = {"retry-after": f"{RETRY_SECONDS}", "connection": "close"}
    await answer({"errors": public([mistake], language)}, 503, headers=headers)(scope, receive, send)
