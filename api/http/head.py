"""The head of a request while it arrives: its line, its headers, and trailers behind a body."""

from __future__ import annotations

LARGEST_HEAD = 32 * 1024  # bytes: a token may take 8 KB of them
MOST_HEADERS = 100


class HeadTooLarge(Exception):
    """More bytes or more lines than a head may have."""


class Head:
    """Counts what has arrived, and what the parser knows of it: a line without an end it keeps and says nothing."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Of a new request; or what came last was none of it."""
        self._arrived = self._known = self._lines = 0

    def arrives(self, size: int) -> None:
        """Bytes of which nobody knows yet what they are."""
        self._arrived += size

    def told(self, size: int, lines: int = 0) -> None:
        """What the parser made of them. Raises HeadTooLarge."""
        self._known += size
        self._lines += lines
        if self.is_refused:
            raise HeadTooLarge

    @property
    def is_begun(self) -> bool:
        """Has anything of it arrived?"""
        return self._arrived > 0

    @property
    def is_refused(self) -> bool:
        """Is it too large by what is known?"""
        return self._known > LARGEST_HEAD or self._lines > MOST_HEADERS

    @property
    def is_too_large(self) -> bool:
        """By all that has arrived without its end?"""
        return self._arrived > LARGEST_HEAD or self.is_refused
