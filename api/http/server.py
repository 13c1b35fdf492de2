"""uvicorn on a socket of our own, stopped by a signal that leaves time to finish."""

from __future__ import annotations

import asyncio
import gc
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
import uvicorn
from starlette.applications import Starlette

from api.http.application import SERVER_SETTINGS
from api.http.full import MOST_CONNECTIONS
from api.http.shutdown import stopping
from api.stopping import SIGNALS, end_at_once

STOP_SECONDS = 5  # that requests under way are given once the server was told to stop


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on, taken and not yet open: until it serves, whoever calls is refused and does not hang.

    Port 0 takes a free one. Raises OSError.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if listening.family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        _shared(listening, True)  # with connections of an earlier server that are not quite over
        listening.bind((host, port))
        _shared(listening, False)  # or another process could take it too, as long as it is not open
    except OSError:
        listening.close()
        raise
    # asyncio does this only for sockets of its own making; without it every answer waits 40 ms for the client.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _shared(listening: socket.socket, may_be: bool) -> None:
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, may_be)


def address_of(listening: socket.socket) -> str:
    """What to open in a browser."""
    return address(*listening.getsockname()[:2])


def address(host: str, port: int) -> str:
    """That of whoever listens on a host and port, as somebody on the same machine calls it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def collect_little() -> None:
    """Sets the garbage collector for a process that answers for a long time."""
    # The collector stops every answer while it walks: 200 ms through a million objects that documents left behind.
    # So what stays, such as the schema, it never walks again, and the youngest only when they are more than the
    # requests under way hold, which it would walk in vain: that was a sixth of an answer. It walks the oldest often,
    # for at every turn of the middle it takes the requests under way for old, and what they leave behind are cycles.
    gc.freeze()
    gc.collect()  # Python spares itself a walk of the oldest until they are a quarter more than at the last one
    gc.set_threshold(10_000, 10, 4)


def _open_enough() -> None:
    # A process may often open 1,024 files and no more, and could not take the connections that it says it takes.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if 0 <= soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))


log = structlog.get_logger()


class Server(uvicorn.Server):
    """started: called once requests are answered. told: the signal that stopped it."""

    told: int | None = None

    def __init__(self, app: Starlette, started: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                **SERVER_SETTINGS,
            )
        )
        self._call = started
        self._stopping = stopping(app)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, then says so."""
        for listening in sockets or ():
            _shared(listening, True)  # with the next server, which finds what is left of these connections
        await super().startup(sockets)
        collect_little()
        _open_enough()
        if self.started:
            log.info("serving")
            self._call()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, and says so first."""
        log.info("stopping", seconds=STOP_SECONDS)
        self._stopping.set()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals stop the server and nothing else: what stands around it is still to be closed in order."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        end_at_once(loop)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's, and remembers it."""
        self.told = self.told or sig
        super().handle_exit(sig, frame)
