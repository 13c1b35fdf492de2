"""How much a follower folds at once, and how long it waits for that: learnt from how long it took before."""

from __future__ import annotations

import time
from types import TracebackType

from projections.engine.feed import PAGE

SHORTEST, LONGEST = 2.0, 300.0  # seconds
MARGIN = 4  # times what the last page took


class Pace:
    """Around each page: one that failed was too much, or the network is silent; either way the next is half of it.

    events: to be folded at once. seconds: after which the page is given up, for others to take it over.
    """

    def __init__(self) -> None:
        self.events = PAGE
        self.seconds = SHORTEST

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            self.events = max(self.events // 2, 1)
            self.seconds = min(self.seconds * 2, LONGEST)
        elif error is None:
            took = time.monotonic() - self._began
            self.events = min(self.events * 2, PAGE)
            self.seconds = min(max(took * MARGIN, SHORTEST), LONGEST)
