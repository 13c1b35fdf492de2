"""The server's word to long answers that it is about to end."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette


def stopping(app: Starlette) -> asyncio.Event:
    """Set once the application's server has begun to stop."""
    if not hasattr(app.state, "stopping"):
        app.state.stopping = asyncio.Event()
    event: asyncio.Event = app.state.stopping
    return event
