"""From an HTTP request to the context of its operation."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.auth.viewer import Viewer
from api.graphql.context import EPOCH_HEADER, POSITION_HEADER, Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.scalars import LARGEST_POSITION
from api.language import Language, choose
from domain.ledger.postgres.epochs import Epoch
from projections.engine.reading import Reader


class RequestContexts:
    """Makes the context of each operation. language: for callers whose Accept-Language names none."""

    def __init__(self, reader: Reader, language: Language) -> None:
        self._reader = reader
        self._language: Language = language

    async def __call__(self, request: HTTPConnection, viewer: Viewer) -> Context:
        """Raises ClientError when the Ledger-Position header is no position, or of another epoch."""
        _check_epoch(request.headers.get(EPOCH_HEADER), self._reader.ledger.epoch)
        return Context(
            viewer,
            self._reader,
            choose(request.headers.get("accept-language"), self._language),
            _position(request.headers.get(POSITION_HEADER)),
            getattr(request.state, "operation", ""),
        )


def _check_epoch(header: str | None, epoch: Epoch) -> None:
    if header is not None and header.strip() != str(epoch.id):
        raise ClientError(
            "The {header} that you sent is over: since the ledger was restored it is in epoch {number}, which began"
            " after position {position}. What you know of later positions is another past: read anew.",
            RequestCode.OTHER_EPOCH,
            [EPOCH_HEADER],
            status=412,
            header=EPOCH_HEADER,
            number=epoch.number,
            position=epoch.position,
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
