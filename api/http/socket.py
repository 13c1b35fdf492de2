"""Subscriptions over WebSocket at /graphql (graphql-transport-ws)."""

import asyncio
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from api.auth.bearer import Verifier
from api.auth.claims import InvalidToken
from api.auth.viewer import Viewer
from api.graphql.execution.public_errors import as_graphql_error, public
from api.http.authentication import signed_in
from api.http.graphql_transport_ws import SignedInSocket
from api.http.json_socket import (
    FORBIDDEN,
    INIT_TIMEOUT,
    INTERNAL,
    NOT_ACCEPTABLE,
    UNAUTHORIZED,
    Close,
    JsonSocket,
)
from api.http.subscription import SEND_SECONDS, Subscriptions

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0


class SocketEndpoint:
    """Answers WebSocket connections."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        verifier: Verifier,
        send_seconds: float = SEND_SECONDS,
        init_seconds: float = INIT_SECONDS,
    ) -> None:
        self._subscriptions = subscriptions
        self._verifier = verifier
        self._send_seconds = send_seconds
        self._init_seconds = init_seconds

    async def serve(self, socket: WebSocket) -> None:
        """Serves one connection to its end."""
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(NOT_ACCEPTABLE, f"Only the subprotocol {PROTOCOL} is spoken here.")
            return
        await socket.accept(PROTOCOL)
        messages = JsonSocket(socket, self._send_seconds)
        try:
            viewer = await self._signed_in(socket, messages)
            await SignedInSocket(messages, socket, viewer, self._subscriptions).run()
        except Close as close:
            await messages.close(close)
        except WebSocketDisconnect:
            pass
        except Exception as accident:  # noqa: BLE001 - logged as an incident, which the client can name
            await messages.close(Close(INTERNAL, public([as_graphql_error(accident)])[0]["message"]))

    async def _signed_in(self, socket: WebSocket, messages: JsonSocket) -> Viewer:
        try:
            async with asyncio.timeout(self._init_seconds):
                message = await messages.read()
        except TimeoutError:
            raise Close(INIT_TIMEOUT, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise Close(UNAUTHORIZED, "Unauthorized: connection_init comes first")
        try:
            viewer = await signed_in(self._verifier, socket, _authorization(message, socket))
        except InvalidToken as cause:
            raise Close(FORBIDDEN, f"Forbidden: {cause}"[:120]) from None
        await messages.send({"type": "connection_ack"})
        return viewer


def _authorization(init: dict[str, Any], socket: WebSocket) -> str | None:
    payload = init.get("payload")
    given = payload if isinstance(payload, dict) else {}
    token = given.get("authorization") or given.get("Authorization") or socket.headers.get("authorization")
    return token if isinstance(token, str) else None
