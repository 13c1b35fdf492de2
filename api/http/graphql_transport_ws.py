"""What a signed-in client and the server say to each other in graphql-transport-ws."""

import asyncio
from contextlib import aclosing
from typing import Any, NoReturn

from starlette.websockets import WebSocket

from api.auth.viewer import Viewer
from api.graphql.execution.errors import ClientError
from api.graphql.execution.public_errors import public
from api.http.graphql_request import GraphQLRequest, parsed
from api.http.json_socket import BAD_REQUEST, ID_IN_USE, INIT_TWICE, Close, JsonSocket
from api.http.subscription import Subscriptions, Unstarted

PING_SECONDS = 25.0


class SignedInSocket:
    """One connection after its initialisation, with its running subscriptions by id."""

    def __init__(
        self, messages: JsonSocket, socket: WebSocket, viewer: Viewer, subscriptions: Subscriptions
    ) -> None:
        self._messages = messages
        self._socket = socket
        self._viewer = viewer
        self._subscriptions = subscriptions
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> NoReturn:
        """Goes on until it raises Close or WebSocketDisconnect; every subscription ends with it."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                self._tasks.create_task(self._ping())
                while True:
                    await self._hear(await self._messages.read())
        except ExceptionGroup as ended:
            raise ended.exceptions[0] from None

    async def _ping(self) -> NoReturn:
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self._messages.send({"type": "ping"})

    async def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                await self._subscribe(_id(message), message.get("payload"))
            case "complete":
                self._stop(_id(message))
            case "ping":
                await self._messages.send({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise Close(INIT_TWICE, "Too many initialisation requests")
            case _:
                raise Close(BAD_REQUEST, "Unknown type of message")

    async def _subscribe(self, key: str, payload: Any) -> None:
        if key in self._running:
            raise Close(ID_IN_USE, f"Subscriber for {key} already exists")
        try:
            asked = parsed(payload)
        except ClientError as mistake:
            language = self._subscriptions.language_of(self._socket)
            await self._messages.send({"id": key, "type": "error", "payload": public([mistake], language)})
            return
        self._running[key] = self._tasks.create_task(self._stream(key, asked))

    def _stop(self, key: str) -> None:
        task = self._running.pop(key, None)
        if task is not None:
            task.cancel()

    async def _stream(self, key: str, asked: GraphQLRequest) -> None:
        last: dict[str, Any] = {"id": key, "type": "complete"}
        try:
            async with aclosing(self._subscriptions.results(self._socket, self._viewer, asked)) as results:
                async for result in results:
                    await self._messages.send({"id": key, "type": "next", "payload": result})
        except Unstarted as unstarted:
            last = {"id": key, "type": "error", "payload": unstarted.errors}
        finally:
            if self._running.get(key) is asyncio.current_task():
                del self._running[key]
        await self._messages.send(last)


def _id(message: dict[str, Any]) -> str:
    key = message.get("id")
    if not isinstance(key, str) or not 0 < len(key) <= 100:
        raise Close(BAD_REQUEST, "A message about a subscription must have an id of 1 to 100 characters")
    return key
