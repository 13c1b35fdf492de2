"""What the clients know for certain, kept outside the system: what they sent, and what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count


@dataclass(slots=True)
class Entry:
    """One sum of money that a school was told of. position: that of its answer; None while there is none."""

    key: str
    school: str
    fen: int
    position: int | None = None


@dataclass
class Truth:
    """Every entry by its key, which is its document number too. contradicted: keys answered in two ways."""

    entries: dict[str, Entry] = field(default_factory=dict)
    contradicted: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def begin(self, school: str) -> Entry:
        """A new entry: no two of them have the same amount."""
        number = next(self._numbers)
        entry = Entry(f"key {number}", school, number)
        self.entries[entry.key] = entry
        return entry

    def acknowledge(self, entry: Entry, position: int) -> None:
        """It was answered; once more, if it was sent once more."""
        if entry.position not in (None, position):
            self.contradicted.add(entry.key)
        entry.position = position

    @property
    def acknowledged(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.position is not None]

    @property
    def open(self) -> list[Entry]:
        """Those of which nobody knows whether they were recorded."""
        return [entry for entry in self.entries.values() if entry.position is None]

    def sums(self) -> dict[str, int]:
        """Fen acknowledged to each school."""
        sums: dict[str, int] = defaultdict(int)
        for entry in self.acknowledged:
            sums[entry.school] += entry.fen
        return dict(sums)
