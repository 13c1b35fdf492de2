"""aid-ledger serve"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import typer

from api.application import build_app, verifier_of
from api.cli.options import Data, Host, Port
from api.cli.terminal import Failed, run, settings_with
from api.http.server import Server, address_of, listen
from api.settings import Settings
from api.startup import Opened, opened, settle
from api.stopping import Stopped
from projections.engine.follower import Follower
from projections.engine.reading import Reader
from projections.engine.wakeup import Wakeup

TAKEN = "Cannot listen on {host}, port {port}: {reason}. Another port: --port or AID_LEDGER_PORT; 0 takes a free one."


def serve(
    data: Data = None,
    port: Port = None,
    host: Host = None,
    project: Annotated[
        bool, typer.Option("--project/--no-project", help="Keep the projections up to date in this process.")
    ] = True,
) -> None:
    """Serve GraphQL over HTTP."""
    settings = settings_with(data=data, port=port, host=host)
    run(settings, serving(settings, project), lasting=True)


async def serving(settings: Settings, project: bool = True) -> None:
    """Until a signal stops it: then raises Stopped."""
    with listening_on(settings) as listening:
        async with opened(settings) as ledger, following(ledger, project) as wakeup:
            told = await serve_ledger(settings, ledger, wakeup, listening)
    if told:
        raise Stopped(told, served=True)


async def serve_ledger(
    settings: Settings, ledger: Opened, wakeup: Wakeup, listening: socket.socket
) -> int | None:
    """Serves an open ledger; prints its address once requests are answered. Answers the signal that ended it."""
    reader = Reader(ledger.ledger, wakeup, settings.read_wait_seconds)
    app = build_app(reader, verifier_of(settings), ledger.projections, settings.lang)
    server = Server(app, lambda: typer.echo(address_of(listening)))
    settle()
    await server.serve(sockets=[listening])
    return server.told


@asynccontextmanager
async def following(opened: Opened, project: bool = True) -> AsyncIterator[Wakeup]:
    """The calls of the log and, if ``project``, the followers in the background."""
    async with Wakeup(opened.dsn, opened.ledger.schemas) as wakeup:
        if not project:
            yield wakeup
            return
        follower = asyncio.create_task(Follower(opened.ledger, opened.projections, wakeup).run())
        try:
            yield wakeup
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower


def listening_on(settings: Settings) -> socket.socket:
    """The socket that the settings name. Raises Failed when it is taken."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise Failed(
            TAKEN,
            host=settings.host,
            port=settings.port,
            reason=error.strerror,
        ) from error
