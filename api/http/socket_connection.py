"""One WebSocket connection, as uvicorn's, that a client cannot hold by reading nothing."""

from __future__ import annotations

from typing import Any

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from api.http.connection import ANSWER_SECONDS
from api.http.patience import Patience
from api.metrics import CutOff, count_cut_off

MOST_FRAMES = 1_000  # of one message: the empty ones count for nothing in its size


class SocketConnection(WebSocketsSansIOProtocol):
    """Reads no more while its client takes nothing, and is cut off in the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._to_be_taken = Patience(ANSWER_SECONDS, lambda: self._cut_off("answer_not_taken"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._to_be_taken.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            self._to_be_taken.begin()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        if len(self.frames) > MOST_FRAMES:
            self._cut_off("body_unwanted")

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.close_sent and not self.disconnected:
            self._to_be_taken.begin()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._to_be_taken.begin()
        self.transport.pause_reading()  # every ping is answered, and the answers would be kept

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._to_be_taken.end()
            if not self.read_paused:
                self.transport.resume_reading()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._to_be_taken.begin()

    def _cut_off(self, why: CutOff) -> None:
        count_cut_off(why)
        self.transport.abort()
