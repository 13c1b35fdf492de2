"""The lists at the root: each has a name, a total order, and a way from a row to what callers see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from api.graphql.connection import Connection, connect
from api.graphql.context import Context
from api.graphql.keyset import Key, page_of
from api.graphql.paging import ask

Row = TypeVar("Row")
Node = TypeVar("Node")
Read = Callable[..., Awaitable[Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row, Node]):
    """name: as the schema has it; cursors are bound to it. kinds: of the parts of ``key``, the sort key of a row."""

    name: str
    kinds: tuple[type, ...]
    key: Callable[[Row], Key]
    make: Callable[[Row, int], Node]

    async def page(
        self,
        context: Context,
        filters: Mapping[str, Any],
        first: int | None,
        after: str | None,
        at: int,
        read: Read[Row],
    ) -> Connection[Node]:
        """One page of what the viewer may see. read: one of the queries, its own conditions filled in."""
        asked, at = ask(self.name, filters, first, after, at, *self.kinds)
        rows = await read(
            context.reader.pool, await context.schools(at), at, after=asked.after, limit=asked.size + 1
        )
        return connect(asked, page_of(rows, asked.size, self.key), lambda row: self.make(row, at))
