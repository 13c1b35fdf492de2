"""The least that a client of HTTP can be, so that what is measured is the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import orjson


class Connection:
    """One that is kept open, to one path, with the token of whoever asks."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str, path: str
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\n"
        )

    async def post(self, body: bytes) -> bytes:
        """The body of the answer, which must be a good one."""
        self.writer.write(f"{self.head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        answer = await self.reader.readexactly(int(length))
        assert head.startswith(b"http/1.1 200"), answer
        return answer

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer. One that is not readable yet is asked for again, as it says."""
        body = orjson.dumps({"query": query, "variables": variables})
        while "errors" in (answer := orjson.loads(await self.post(body))):
            assert answer["errors"][0]["extensions"]["code"] == "NOT_READY", answer
        return answer["data"]


@asynccontextmanager
async def connected(address: str, token: str = "", path: str = "/graphql") -> AsyncIterator[Connection]:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=2**24)
    try:
        yield Connection(reader, writer, token, path)
    finally:
        writer.close()
        await writer.wait_closed()
