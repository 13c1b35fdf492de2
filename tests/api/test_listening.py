"""The port is taken from the start, and open once there is somebody to answer."""

from __future__ import annotations

import asyncio
import resource
import socket

import pytest
from starlette.applications import Starlette

from api.http.full import MOST_CONNECTIONS
from api.http.server import Server, address_of, listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_until_it_serves_callers_are_refused_and_nobody_else_gets_the_port(host: str) -> None:
    with listen(host, 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=1)
        with pytest.raises(OSError, match="in use"):
            listen(host, port)


async def test_what_is_left_of_a_servers_connections_does_not_keep_the_next_one_off() -> None:
    port = 0
    for _ in range(3):
        listening = listen("127.0.0.1", port)
        port = listening.getsockname()[1]
        server = await started(listening)
        assert address_of(listening) == f"http://127.0.0.1:{port}"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await reader.read()  # the server ends it, so that it waits on that side for what may still come
        writer.close()
        await server.shutdown([listening])


async def test_a_process_may_open_as_many_connections_as_it_takes() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        listening = listen("127.0.0.1", 0)
        server = await started(listening)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > MOST_CONNECTIONS
        await server.shutdown([listening])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def started(listening: socket.socket) -> Server:
    server = Server(Starlette())
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listening])
    return server
