"""Lists, at the root and within nodes: a name, a total order, filters, and a way from rows to what callers see.

All pages of a list are read at the position of the first one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from inspect import Parameter, Signature
from operator import attrgetter
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField

from api.graphql.arguments import After, AsOf, First, Known, moment
from api.graphql.context import Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, of_all, of_one, root
from api.graphql.loaders import Pages, Read
from api.graphql.relay.connection import Connection, connect
from api.graphql.relay.filters import Filter, chosen
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.keyset import Key, KeyPart, Slice, page_of, slice_of
from api.graphql.relay.node import NODES, at_of, load_many, named
from api.graphql.scalars import LARGEST_POSITION

AS_OF = Filter("as_of", Known, "", "at")  # stands among the filters where the schema shows it

# (pool, visible schools, position, after=, limit=, and each filter by its name in the query)
List = Callable[..., Awaitable[Sequence[Any]]]


@dataclass(frozen=True, eq=False)
class Listing:
    """name: as the schema has it, "payments" or "Run.payments"; cursors are bound to it.

    shown: the type of what it lists, or the name of a node declared elsewhere. order: columns of the rows, the last
    of them unique. named_by: where rows only name their nodes, which are read elsewhere, the column that does.
    """

    name: str
    shown: Any
    order: Sequence[str]
    filters: Sequence[Filter]
    named_by: str | None = None

    @property
    def connection(self) -> Any:
        return Connection[named(self.shown) if isinstance(self.shown, str) else self.shown]  # type: ignore[misc]

    @cached_property
    def kinds(self) -> Sequence[type]:
        """Of the parts of a row's sort key."""
        if self.named_by:
            return (int,)
        columns = get_type_hints(get_type_hints(self._type.of)["row"])
        return [columns[column] for column in self.order]

    @property
    def _type(self) -> Any:
        return NODES[self.shown].type if isinstance(self.shown, str) else self.shown

    def key(self, row: Any) -> Key:
        """The sort key of a row."""
        parts = [getattr(row, column) for column in self.order]
        return tuple(str(part) if isinstance(part, UUID) else part for part in parts)

    def ask(
        self, wanted: Mapping[str, Any], first: int | None, after: str | None, at: int
    ) -> tuple[Slice, int]:
        """The slice, and the position to read at: that of the first page, however many pages follow.

        Raises ClientError for a cursor that is none of this list.
        """
        asked = slice_of(self.name, wanted, first, after, at)
        if asked.as_of is None or not 0 <= asked.as_of <= LARGEST_POSITION or not self._fits(asked.after):
            raise ClientError("'after' is not a cursor of this list.", RequestCode.INVALID_CURSOR, ["after"])
        return asked, asked.as_of

    def _fits(self, key: Key | None) -> bool:
        return key is None or (len(key) == len(self.kinds) and all(map(_is, key, self.kinds)))

    async def connections(
        self, context: Context, asked: Sequence[Slice], rows: Sequence[Sequence[Any]], at: int
    ) -> list[Any]:
        """The connection of each list of rows, which were read with one more than a page holds."""
        pages = [page_of(of_one, each.size, self.key) for each, of_one in zip(asked, rows, strict=True)]
        make: Callable[[Any], Any] = partial(self._type.of, at=at)
        if self.named_by is not None:
            make = await self._named_nodes(context, [row for page in pages for row in page.rows], at)
        return [connect(each, page, make) for each, page in zip(asked, pages, strict=True)]

    async def _named_nodes(self, context: Context, rows: Sequence[Any], at: int) -> Callable[[Any], Any]:
        key = attrgetter(self.named_by or "")
        keys = [*map(key, rows)]
        nodes = dict(zip(keys, await load_many(context, self.shown, keys, at), strict=True))
        return lambda row: nodes[key(row)]

    def signature(self) -> Signature:
        """The arguments, as Strawberry reads them."""
        own = [_parameter(filter) for filter in self.filters]
        paged = [Parameter(name, _KEYWORD, default=None, annotation=kind) for name, kind in _PAGED]
        told = [Parameter(name, _FIRST, annotation=kind) for name, kind in _TOLD]
        return Signature([*told, *own, *paged], return_annotation=self.connection)

    def chosen(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the filters make of the arguments."""
        return chosen([filter for filter in self.filters if filter is not AS_OF], given)


def listing(
    name: str,
    description: str,
    shown: Any,
    read: List,
    order: Sequence[str],
    *filters: Filter,
    named_by: str | None = None,
    newest: bool = False,
) -> StrawberryField:
    """A list at the root, of what the viewer may see. newest: later pages see what was recorded since the first."""

    async def rows(context: Context, _root: Any, at: int, **wanted: Any) -> Sequence[Any]:
        return [await read(context.reader.pool, await context.schools(at), at, **wanted)]

    made = Listing(name, shown, order, filters, named_by)
    return root("Query", of_one(made.connection, _pages(made, rows, newest)), description)


def nested(
    name: str,
    description: str,
    shown: Any,
    read: Read,
    order: Sequence[str],
    *filters: Filter,
    parent: str = "parent",
    named_by: str | None = None,
) -> Any:
    """A list within a node, read for all the nodes of a page at once. parent: the column with the key of its node."""
    pages = Pages(read, attrgetter(parent))

    async def rows(context: Context, parents: Sequence[Any], at: int, **wanted: Any) -> Sequence[Any]:
        context.take_rows(wanted["limit"] * len(parents))
        return await context.loaders(at).pages(pages, [parent.row.id for parent in parents], **wanted)

    made = Listing(name, shown, order, filters, named_by)
    return of_all(description, made.connection, _pages(made, rows))


def _pages(
    made: Listing, read: Callable[..., Awaitable[Sequence[Any]]], newest: bool = False
) -> Callable[..., Awaitable[Any]]:
    """The page of each holder. Those of one level are read together.

    read: rows of each of (context, nodes that hold the list or [None], position), ``after`` and ``limit``, and the
    filters.
    """

    async def resolve(
        holders: Sequence[Any],
        info: Info,
        first: int | None = None,
        after: str | None = None,
        as_of: AsOf | None = None,
        **given: Any,
    ) -> Any:
        context, wanted = info.context, made.chosen(given)
        now = await moment(context, as_of, None if holders[0] is None else at_of(holders))
        asked = [made.ask({"of": holder and holder.id, **wanted}, first, after, now) for holder in holders]
        slice, then = asked[0]  # a cursor is bound to its holder: with one, there is no other
        if as_of is not None and not _agree(as_of, now, then):
            raise ClientError(
                "'after' belongs to another past than 'asOf'.", RequestCode.INVALID_CURSOR, ["after"]
            )
        at = now if newest else then
        rows = await read(context, holders, at, after=slice.after, limit=slice.size + 1, **wanted)
        return await made.connections(context, [each for each, _ in asked], rows, at)

    resolve.__signature__ = made.signature()  # type: ignore[attr-defined]
    return resolve


def _agree(as_of: AsOf, now: int, then: int) -> bool:
    """Whether a cursor's position can be what ``asOf`` meant, for an instant that is yet to come grows with the log."""
    return now == then or (as_of.position is None and then < now)


_FIRST, _KEYWORD = Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY
_PAGED = (("first", First), ("after", After))
_TOLD = (("holders", Sequence[Any]), ("info", Info))


def _parameter(filter: Filter) -> Parameter:
    if filter is AS_OF:
        return Parameter(filter.argument, _KEYWORD, default=None, annotation=filter.type)
    may_be_left_out = type(None) in getattr(filter.type, "__args__", ())
    default = None if may_be_left_out else Parameter.empty
    shown: Any = Annotated[filter.type, strawberry.argument(description=filter.description)]
    return Parameter(filter.argument, _KEYWORD, default=default, annotation=shown)


def _is(part: KeyPart, kind: type) -> bool:
    if kind is UUID:
        return isinstance(part, str) and uuid_key(part) is not None
    if kind is int:
        return isinstance(part, int) and 0 <= part <= LARGEST_POSITION
    return isinstance(part, str) and "\0" not in part
