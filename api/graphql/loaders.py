"""What hangs on rows, fetched in batches: one statement for each kind, however many rows ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

Source = TypeVar("Source")

# What the keys of a batch name, as known at a position: (whoever reads, keys, position, what else is wanted).
Read = Callable[..., Awaitable[Iterable[Any]]]
Make = Callable[[Any, int], Any]


def as_read(row: Any, _at: int) -> Any:
    """The row itself."""
    return row


@dataclass(frozen=True, eq=False)
class Batch:
    """How things are read together. key: of a row, as it was asked for. make: of a row read at a position."""

    read: Read
    key: Callable[[Any], Hashable]
    make: Make = as_read


class One(Batch):
    """One row for each key, or none."""


class Many(Batch):
    """Several rows for each key, in the order in which they were read."""


class Pages(Batch):
    """Rows for each key and what is wanted of them: a page, some filters."""


class Loader:
    """Reads keys once each. Whoever asks within one turn of the loop asks together.

    read: what each of some keys names.
    """

    def __init__(self, read: Callable[[list[Any]], Awaitable[dict[Any, Any]]]) -> None:
        self._read = read
        self._known: dict[Any, Any] = {}
        self._coming: dict[Any, asyncio.Task[None]] = {}
        self._gathered: list[Any] = []

    async def load(self, key: Hashable) -> Any:
        """What the key names."""
        [found] = await self.load_many([key])
        return found

    async def load_many(self, keys: Sequence[Hashable]) -> list[Any]:
        """What each key names, in their order."""
        known = self._known
        if missing := {key for key in keys if key not in known}:
            for read in self._reads_of(missing):
                await asyncio.shield(read)  # who gives up takes it from nobody else
        return [known[key] for key in keys]

    def _reads_of(self, keys: Set[Hashable]) -> set[asyncio.Task[None]]:
        """Those under way, and the next one for the rest."""
        reads = {self._coming[key] for key in keys & self._coming.keys()}
        if new := keys - self._coming.keys():
            if not self._gathered:
                # A task begins in the loop's next turn: until then others may add what they want.
                self._next = asyncio.create_task(self._read_gathered())
                self._next.add_done_callback(_seen)
            self._gathered += new
            self._coming.update(dict.fromkeys(new, self._next))
            reads.add(self._next)
        return reads

    async def _read_gathered(self) -> None:
        keys, self._gathered = self._gathered, []
        try:
            self._known.update(await self._read(keys))
        finally:
            for key in keys:
                del self._coming[key]


def _seen(read: asyncio.Task[None]) -> None:
    """Where nobody waits any more, nobody need hear of a failure; asyncio would tell the log what the database said."""
    if not read.cancelled():
        read.exception()


class Loaders(Generic[Source]):
    """Everything as known at one position, read on behalf of ``source``."""

    def __init__(self, source: Source, at: int) -> None:
        self.source = source
        self.at = at
        self._known: dict[Batch, Loader] = {}

    def one(self, batch: One) -> Loader:
        """Gives what a key names, None if nothing."""
        return self._known.get(batch) or self._keep(batch, _read_one)

    def many(self, batch: Many) -> Loader:
        """Gives whatever has a key."""
        return self._known.get(batch) or self._keep(batch, _read_many)

    async def pages(self, batch: Pages, of: Iterable[Hashable], **wanted: Any) -> list[list[Any]]:
        """Rows of each parent. Parents that want the same, as the rows of one list do, are read together."""
        loader = self._known.get(batch) or self._keep(batch, _read_pages)
        page = tuple(sorted(wanted.items()))
        return await loader.load_many([(parent, page) for parent in of])

    def _keep(self, batch: Any, read: Callable[..., Awaitable[dict[Any, Any]]]) -> Loader:
        # It knows the source and not these loaders: what goes in circles lives on until the collector comes.
        return self._known.setdefault(batch, Loader(partial(read, batch, self.source, self.at)))


async def _read_one(batch: One, source: Any, at: int, keys: list[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = dict.fromkeys(keys)
    for row in await batch.read(source, keys, at):
        found[batch.key(row)] = batch.make(row, at)
    return found


async def _read_many(batch: Many, source: Any, at: int, keys: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    for row in await batch.read(source, keys, at):
        found[batch.key(row)].append(batch.make(row, at))
    return found


async def _read_pages(batch: Pages, source: Any, at: int, keys: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    for page in dict.fromkeys(wanted for _, wanted in keys):
        parents = [parent for parent, wanted in keys if wanted == page]
        for row in await batch.read(source, parents, at, **dict(page)):
            found[batch.key(row), page].append(batch.make(row, at))
    return found
