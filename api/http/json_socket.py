"""JSON messages over a WebSocket, bounded in size and in the time that they may take to leave."""

from contextlib import suppress
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.graphql.execution.errors import RequestCode
from api.http.responses import encode
from api.http.subscription import SlowReader, in_time

LARGEST_MESSAGE = 256 * 1024

# Codes of the protocol, and one of our own, which its clients take as a reason to connect again.
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, INIT_TIMEOUT = 4400, 4401, 4403, 4408
NOT_ACCEPTABLE, ID_IN_USE, INIT_TWICE, INTERNAL, TOO_SLOW = 4406, 4409, 4429, 4500, 4420


class Close(Exception):
    """Ends the connection with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class JsonSocket:
    """JSON messages over one socket, none of them waiting longer than ``send_seconds`` to leave."""

    def __init__(self, socket: WebSocket, send_seconds: float) -> None:
        self._socket = socket
        self._send_seconds = send_seconds

    async def read(self) -> dict[str, Any]:
        """The next message. Raises Close when it is none, WebSocketDisconnect at the end."""
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        text = received.get("text")
        if text is None or len(text) > LARGEST_MESSAGE:
            raise Close(BAD_REQUEST, "A message must be JSON text of at most 256 KB")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Close(BAD_REQUEST, "A message must be a JSON object with a type")
        return message

    async def send(self, message: dict[str, Any]) -> None:
        """Sends a message. Raises Close when the client takes nothing for too long."""
        try:
            await in_time(self._socket.send_text(encode(message)), self._send_seconds)
        except SlowReader:
            raise Close(TOO_SLOW, f"{RequestCode.SLOW_READER}: resume after the last position seen") from None

    async def close(self, close: Close) -> None:
        """Closes the socket, if the client still takes the news."""
        with suppress(SlowReader, RuntimeError, WebSocketDisconnect):
            await in_time(self._socket.close(close.code, _short(close.reason)), self._send_seconds)


def _short(reason: str) -> str:
    return reason.encode()[:120].decode(errors="ignore")  # the protocol's frame holds no more
