"""One connection, as uvicorn's, with limits for what comes before a request is known and after it is answered.

uvicorn bounds neither the size of a head nor its time, keeps whatever a client does not read, and takes as many
connections as come.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.http.body import WHOLE_BODY
from api.http.full import MOST_CONNECTIONS, RETRY_SECONDS, full, is_always_answered
from api.http.head import Head, HeadTooLarge
from api.http.patience import Patience
from api.metrics import CutOff, count_cut_off

HEAD_SECONDS = (
    10.0  # for a head to arrive, and for what is left of a body that was answered before it was there
)
LARGEST_REST = 16 * 1024 * 1024  # of such a body, read away so that an ordinary client gets its answer
ANSWER_SECONDS = 60.0  # for what was written to be taken
MOST_AHEAD = 10  # requests sent before an earlier one is answered

_RETRY = f"retry-after: {RETRY_SECONDS}\r\n".encode()


class Connection(HttpToolsProtocol):
    """Cut off when its client sends or takes too slowly; the longest idle one when there is no room for another."""

    _idle: ClassVar[dict[Connection, None]] = {}  # without a request under way, the longest first

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head = Head()
        self._rest = 0  # bytes of a body that was answered already
        self._to_arrive = Patience(HEAD_SECONDS, self._too_slow)
        self._to_be_taken = Patience(ANSWER_SECONDS, lambda: self._cut_off("answer_not_taken"))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._to_arrive.begin()
        self._idle[self] = None
        longest = next(iter(self._idle))
        if self._is_one_too_many and longest is not self:
            longest._cut_off("crowded_out")

    def connection_lost(self, exc: Exception | None) -> None:
        self._idle.pop(self, None)
        self._to_arrive.end()
        self._to_be_taken.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head.arrives(len(data))
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self._head.is_too_large:
            self._refuse(431, "head_too_large")
        elif self._head.is_begun:
            self._to_arrive.begin()

    def on_url(self, url: bytes) -> None:
        self._head.told(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head.told(len(name) + len(value), lines=1)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head.begin()
        self._to_arrive.end()
        self._idle.pop(self, None)
        crowded = self._is_one_too_many and not is_always_answered(self.url)
        self.app = cast(ASGI3Application, full) if crowded else self.config.loaded_app
        super().on_headers_complete()
        if len(self.pipeline) > MOST_AHEAD:
            raise HeadTooLarge

    def on_body(self, body: bytes) -> None:
        self._head.begin()
        super().on_body(body)
        if self.cycle and self.cycle.response_complete:
            self._rest += len(body)
            if self._rest > LARGEST_REST:
                self._cut_off("body_unwanted")

    def on_message_complete(self) -> None:
        self._head.begin()
        self._to_arrive.end()
        self._rest = 0
        self.scope[WHOLE_BODY] = True  # type: ignore[literal-required]
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._leave()
        elif not self._is_under_way:
            self._idle[self] = None
            if self.cycle.more_body:
                self._to_arrive.begin()

    def handle_websocket_upgrade(self) -> None:
        if self._is_one_too_many:
            self._refuse(503, "full")
        else:
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Whatever the parser or the limits of a head refuse."""
        if self._head.is_refused:
            self._refuse(431, "head_too_large")
        else:
            self._refuse(400, "unreadable")

    def timeout_keep_alive_handler(self) -> None:
        if not self.transport.is_closing():
            self._leave()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._to_be_taken.begin()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._to_be_taken.end()

    @property
    def _is_under_way(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def _is_one_too_many(self) -> bool:
        return len(self.connections) > MOST_CONNECTIONS

    def _too_slow(self) -> None:
        if self._is_under_way:  # what is sent behind a request may wait until that one is answered
            self._to_arrive.begin()
        elif self._head.is_begun:
            self._refuse(408, "head_too_slow")
        else:
            self._cut_off("nothing_asked")

    def _refuse(self, status: int, why: CutOff) -> None:
        count_cut_off(why)
        if not self._is_under_way:  # else it would stand in the midst of an answer
            retry = _RETRY if status == 503 else b""
            self.transport.write(
                STATUS_LINE[status] + retry + b"content-length: 0\r\nconnection: close\r\n\r\n"
            )
        self._leave()

    def _leave(self) -> None:
        """Closes once what was written is taken, or has not been for too long."""
        self._idle.pop(self, None)
        self._to_arrive.end()
        self.transport.close()
        self._to_be_taken.begin()

    def _cut_off(self, why: CutOff) -> None:
        count_cut_off(why)
        self._idle.pop(self, None)
        self.transport.abort()
