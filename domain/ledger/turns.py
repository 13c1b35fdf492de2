"""Turns at contested streams: who was overtaken decides again ahead of all who come later."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

LONGEST_WAIT = 10.0  # seconds


class Crowded(Exception):
    """The line was too long."""


class Turn:
    """One who stands in the lines of some streams, in each of them at its place."""

    def __init__(self, streams: frozenset[UUID]) -> None:
        self.streams = streams
        self.called = asyncio.Event()


class Turns:
    """One a process. At each stream those who were overtaken there stand in a line, in the order of coming.

    overtaken: decisions that had to be made again, since the process began.
    """

    def __init__(self) -> None:
        self.overtaken = 0
        self._lines: defaultdict[UUID, deque[Turn]] = defaultdict(deque)

    @asynccontextmanager
    async def of(self, streams: frozenset[UUID]) -> AsyncIterator[None]:
        """Alone here with these streams, once all who came before have had their turn. Raises Crowded.

        Who joins several lines joins them in the same moment, so that no two wait for each other.
        """
        turn = Turn(streams)
        for stream in streams:
            self._lines[stream].append(turn)
        try:
            if not self._is_first(turn):
                await self._be_called(turn)
            yield
        finally:
            self._leave(turn)

    def waited_for(self, streams: Iterable[UUID]) -> frozenset[UUID]:
        """Those of the streams at which somebody stands."""
        return (
            frozenset(stream for stream in streams if stream in self._lines) if self._lines else frozenset()
        )

    def _is_first(self, turn: Turn) -> bool:
        return all(self._lines[stream][0] is turn for stream in turn.streams)

    async def _be_called(self, turn: Turn) -> None:
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await turn.called.wait()
        except TimeoutError:
            raise Crowded from None

    def _leave(self, turn: Turn) -> None:
        for stream in turn.streams:
            line = self._lines[stream]
            line.remove(turn)
            if not line:
                del self._lines[stream]
        for stream in turn.streams & self._lines.keys():
            if self._is_first(following := self._lines[stream][0]):
                following.called.set()
