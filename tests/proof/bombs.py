"""Connections of somebody who means no good, or whose program has gone mad."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

PIECE = b"x" * 65_536
HEADER_BYTES = 50 * 2**20  # of one header that never ends


async def endless_header(address: str) -> int:
    """How many bytes of a header the server takes before it has had enough; all of them, if it never has."""
    reader, writer = await _connected(address)
    sent = 0
    with suppress(OSError):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Bomb: ")
        while sent < HEADER_BYTES and not reader.at_eof():
            writer.write(PIECE)
            await writer.drain()
            sent += len(PIECE)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(4096), 0.001)
    writer.transport.abort()
    return sent


async def unfinished_header(address: str, seconds: float) -> bool:
    """Whether the server has hung up, after that long, on somebody who says no more."""
    reader, writer = await _connected(address)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    try:
        async with asyncio.timeout(seconds):
            while await reader.read(4096):
                pass
    except TimeoutError:
        return False
    except OSError:
        pass
    finally:
        writer.transport.abort()
    return True


async def _connected(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(address)
    return await asyncio.open_connection(place.hostname, place.port)
