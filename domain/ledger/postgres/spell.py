"""Something bad that lasts: told when it begins, once a minute while it goes on, and when it is over."""

from __future__ import annotations

import time
from typing import Any

import structlog

QUIET_SECONDS = 60.0
SETTLED_SECONDS = 2.0  # without it, after which it is over: what comes and goes is one spell

log = structlog.get_logger(__name__)


class Spell:
    """However often it is noticed, and by however many. event: what the log calls it; over: what it calls its end."""

    def __init__(self, event: str, over: str) -> None:
        self._event = event
        self._over = over
        self._since: float | None = None
        self._said = self._noticed = 0.0
        self._times = 0

    def goes_on(self, **details: Any) -> None:
        """Noticed once more. details: of this time, logged if anything is."""
        now = time.monotonic()
        if self._since is None:
            self._since, self._said, self._times = now, float("-inf"), 0
        self._noticed = now
        self._times += 1
        if now - self._said >= QUIET_SECONDS:
            log.warning(self._event, times=self._times, **details)
            self._said = now

    def is_past(self) -> None:
        """Something went well. It is over when nothing else went wrong just now."""
        now = time.monotonic()
        if self._since is not None and now - self._noticed >= SETTLED_SECONDS:
            log.warning(self._over, times=self._times, seconds=round(now - self._since))
            self._since = None
