"""A wait for a client, with an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Patience:
    """then: what is done when it is at its end after so many seconds."""

    def __init__(self, seconds: float, then: Callable[[], None]) -> None:
        self._seconds = seconds
        self._then = then
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """From now on, unless it has begun before."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._at_its_end)

    def end(self) -> None:
        """What was waited for has come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _at_its_end(self) -> None:
        self._timer = None
        self._then()
