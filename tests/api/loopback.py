"""A real server on a loopback port, inside the test's own event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from api.auth.tokens import SecretVerifier, issue_token
from api.http.application import SERVER_SETTINGS, routes
from api.language import Language
from tests.api.small_schema import SCHEMA, small_context

SECRET = "a secret for tests alone, long enough"
TOKEN = issue_token(SECRET, "Li Hua", ["AUDITOR"], ["37"])
SIGNED_IN = {"authorization": f"Bearer {TOKEN}"}
READY_AGAINST: list[str] = []
TO_BE_DONE: list[str] = []


async def _ready() -> Sequence[str]:
    return READY_AGAINST


def _warnings() -> Sequence[str]:
    return TO_BE_DONE


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    """Serves an application; gives its host and port."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
        **SERVER_SETTINGS,
    )
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


def small_app(query_seconds: float = 0.5, send_seconds: float = 0.5, language: Language = "en") -> Starlette:
    """The outside over the schema without the business."""
    verifier = SecretVerifier(SECRET)
    return Starlette(
        routes=routes(
            SCHEMA, verifier, small_context, _ready, _warnings, query_seconds, send_seconds, language
        )
    )


@contextmanager
def _no_signals() -> Iterator[None]:
    yield  # the test runner keeps its own handling of Ctrl-C
