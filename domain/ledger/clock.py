"""The clock that the log's instants come from: the database's, as far as it goes steadily."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(minutes=1)
"""More than this is no correction of a clock: it is wrong now, or it was before."""

BELIEVED = 60.0
"""Seconds after which a clock that keeps to its new time is believed again."""


class SteadyClock:
    """Follows a clock by how much time really passes, and notices when it jumps.

    shown: what it showed when it was first looked at. seconds: time that passes, of a source that never jumps; by
    default the system's time since it was started.
    """

    def __init__(self, shown: datetime, seconds: Callable[[], float] | None = None) -> None:
        self._seconds = seconds or _since_boot
        self._jumped_at: float | None = None
        self.ahead = timedelta(0)  # of what it should show, when it was last looked at
        self._begin(shown)

    def now(self) -> datetime:
        """What it should show."""
        return self._shown + timedelta(seconds=self._seconds() - self._began)

    def bounds(self) -> tuple[datetime, datetime]:
        """Between which every instant lies that can be true just now."""
        now = self.now()
        return now - JUMP, now + JUMP

    def look(self, shown: datetime) -> bool:
        """Compares what it shows with what it should show. Answers whether it jumped, just now."""
        self.ahead = shown - self.now()
        if not self.has_jumped:
            self._begin(shown)
            return False
        if self._jumped_at is None:
            self._jumped_at = self._seconds()
            return True
        if self._seconds() - self._jumped_at >= BELIEVED:
            self._begin(shown)
        return False

    @property
    def has_jumped(self) -> bool:
        """Whether it shows what can't be true."""
        return abs(self.ahead) > JUMP

    def _begin(self, shown: datetime) -> None:
        self._shown, self._began, self._jumped_at = shown, self._seconds(), None
        self.ahead = timedelta(0)


def _since_boot() -> float:
    # Where there is none that counts a sleeping machine too, the one that does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
