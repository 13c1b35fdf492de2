"""Work that keeps the processor busy, done beside the event loop: others are answered meanwhile."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from weakref import WeakValueDictionary

# Every time that the loop has waited for something it gets the interpreter back after this at the latest; with
# Python's own five milliseconds, an answer that waits a few times would take twenty.
SLICE_SECONDS = 0.0005

OLDEST_EVERY = 500  # pieces of work from one look at the oldest objects to the next

T = TypeVar("T")


class Aside:
    """One thread, and turns: one piece of work of a person at a time, so that nobody waits for all of another's."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._done = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, whose: str, work: Callable[[], T]) -> T:
        """The result of the work. whose: the identity of the person for whom it is done."""
        sys.setswitchinterval(SLICE_SECONDS)
        turn = self._turns.setdefault(whose, asyncio.Lock())
        async with turn:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._tidily, work)

    def _tidily(self, work: Callable[[], T]) -> T:
        # A document leaves thousands of objects behind that only the collector frees: at once they take ten
        # milliseconds, those of a hundred documents a third of a second, in which nobody is answered. Collecting the
        # young ones puts off Python's own look at the old ones, so that is taken here as well.
        self._done += 1
        gc.collect(2 if self._done % OLDEST_EVERY == 0 else 1)
        return work()
