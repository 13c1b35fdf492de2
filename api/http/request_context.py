"""From an HTTP request to the context of its operation."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.auth.viewer import Viewer
from api.graphql.context import POSITION_HEADER, Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.scalars import LARGEST_POSITION
from api.language import Language, choose
from projections.engine.reading import Reader


class RequestContexts:
    """Makes the context of each operation. language: for callers whose Accept-Language names none."""

    def __init__(self, reader: Reader, language: Language) -> None:
        self._reader = reader
        self._language: Language = language

    async def __call__(self, request: HTTPConnection, viewer: Viewer) -> Context:
        """Raises ClientError when the Ledger-Position header is no position."""
        return Context(
            viewer,
            self._reader,
            choose(request.headers.get("accept-language"), self._language),
            _position(request.headers.get(POSITION_HEADER)),
            getattr(request.state, "operation", ""),
        )


def _position(header: str | None) -> int:
    if header is None:
        return 0
    text = header.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_POSITION):
        raise ClientError(
            'The header {header} must be a position, such as "42".',
            RequestCode.BAD_REQUEST,
            [POSITION_HEADER],
            header=POSITION_HEADER,
        )
    return int(text)
