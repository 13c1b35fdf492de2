"""What hangs on rows, fetched in batches: one statement for each kind, however many rows ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

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


class Loaders(Generic[Source]):
    """Everything as known at one position, read on behalf of ``source``."""

    def __init__(self, source: Source, at: int) -> None:
        self.source = source
        self.at = at
        self._known: dict[Batch, DataLoader[Any, Any]] = {}

    def one(self, batch: One) -> DataLoader[Any, Any]:
        """Gives what a key names, None if nothing."""
        return self._known.get(batch) or self._keep(batch, self._read_one)

    def many(self, batch: Many) -> DataLoader[Any, list[Any]]:
        """Gives whatever has a key."""
        return self._known.get(batch) or self._keep(batch, self._read_many)

    def page(self, batch: Pages, of: Hashable, **wanted: Any) -> Awaitable[list[Any]]:
        """Rows of one parent. Parents that want the same, as the rows of one list do, are read together."""
        loader = self._known.get(batch) or self._keep(batch, self._read_pages)
        return loader.load((of, tuple(sorted(wanted.items()))))

    def _keep(self, batch: Batch, read: Callable[[Any, list[Any]], Awaitable[list[Any]]]) -> Any:
        async def together(keys: list[Any]) -> list[Any]:
            return await read(batch, keys)

        return self._known.setdefault(batch, DataLoader(together))

    async def _read_one(self, batch: One, keys: list[Any]) -> list[Any]:
        rows = await batch.read(self.source, keys, self.at)
        found = {batch.key(row): batch.make(row, self.at) for row in rows}
        return [found.get(key) for key in keys]

    async def _read_many(self, batch: Many, keys: list[Any]) -> list[list[Any]]:
        found: dict[Any, list[Any]] = {key: [] for key in keys}
        for row in await batch.read(self.source, keys, self.at):
            found[batch.key(row)].append(batch.make(row, self.at))
        return list(found.values())

    async def _read_pages(self, batch: Pages, keys: list[Any]) -> list[list[Any]]:
        found: dict[Any, list[Any]] = {key: [] for key in keys}
        for page in dict.fromkeys(wanted for _, wanted in keys):
            parents = [parent for parent, wanted in keys if wanted == page]
            for row in await batch.read(self.source, parents, self.at, **dict(page)):
                found[batch.key(row), page].append(batch.make(row, self.at))
        return list(found.values())
