"""Whatever callers can name: each declared once, beside its type.

The declaration serves ``node(id:)``, links between types, what mutations show, and the owners of events.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from uuid import UUID

import strawberry
from strawberry.types.lazy_type import LazyType

from api.graphql.context import Context
from api.graphql.field import Info, of_all
from api.graphql.loaders import One, Read
from api.graphql.relay.global_id import decode, encode
from api.graphql.relay.keys import uuid_key
from api.graphql.scope import in_scope
from domain.event import Event

Type = TypeVar("Type", bound=type)


@strawberry.interface(description="节点: anything that can be asked for again by its global id.")
class Node:
    """at: the position as of which it was read; what hangs on it is read at the same."""

    id: strawberry.ID = strawberry.field(description="全局标识: an opaque id; don't take it apart.")
    at: strawberry.Private[int]

    def schools(self) -> Sequence[str | None]:
        """Codes of the schools whose people may see it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class NodeKind:
    """What a type that can be named declares (see ``node``)."""

    name: str
    type: type[Any]
    key: Callable[[str], Any]
    rows: One
    stream: str | None
    history: Callable[[Any], UUID | None]
    owner: Callable[[Event], Any]


NODES: dict[str, NodeKind] = {}


def node(
    name: str,
    *,
    key: Callable[[str], Any],
    read: Read,
    key_of: Callable[[Any], Hashable] = attrgetter("id"),
    stream: str | None = None,
    history: Callable[[Any], UUID | None] = lambda key: key if isinstance(key, UUID) else None,
    owner: Callable[[Event], Any] = attrgetter("originator_id"),
) -> Callable[[Type], Type]:
    """Declares a type, whose ``of(row, at)`` makes it from a row, under the name that its global ids hold for ever.

    key: a row's own key in the raw part of a global id, None for what no row can have. read: the rows of some
    keys; key_of: the key of a row. stream: the stored name of the streams that it shows, if it shows any; owner: its
    raw key in an event of such a stream. history: the stream in which a key's history lies. Raises TypeError for a
    name or a stream that another type has.
    """

    def declare(type: Type) -> Type:
        if name in NODES or (stream and stream in {kind.stream for kind in NODES.values()}):
            raise TypeError(f"{name}, or the stream {stream}, is declared already")
        rows = One(read, key_of, type.of)  # type: ignore[attr-defined]
        NODES[name] = NodeKind(name, type, key, rows, stream, history, owner)
        return type

    return declare


class _Named(LazyType[Any, Any]):
    def resolve_type(self) -> type[Any]:
        return NODES[self.type_name].type


def named(name: str) -> Any:
    """The type that is declared under a name, for those whom it refers to in turn."""
    return _Named(name, __name__)


def link(name: str, description: str, by: str) -> Any:
    """A field that leads to another node, as known when this one was read. by: where this one holds its key."""
    key_of = attrgetter(by)

    async def linked(objects: Sequence[Any], info: Info) -> list[Any]:
        rows = info.context.loaders(at_of(objects)).one(NODES[name].rows)
        return await rows.load_many([*map(key_of, objects)])

    return of_all(description, named(name), linked)


def at_of(objects: Iterable[Any]) -> int:
    """The position as of which the objects of a level were read: one for all. Raises ValueError otherwise."""
    at: int
    [at] = {each.at for each in objects}
    return at


async def load(context: Context, name: str, key: Any, at: int) -> Any:
    """The node with that key as known at a position, None if there is none. For what is visible through another."""
    return await context.loaders(at).one(NODES[name].rows).load(key)


async def load_many(context: Context, name: str, keys: Iterable[Any], at: int) -> list[Any]:
    """The nodes with these keys, in their order; those that there are."""
    found = await context.loaders(at).one(NODES[name].rows).load_many(list(keys))
    return [node for node in found if node is not None]


async def find(context: Context, global_id: str, name: str | None = None) -> Any:
    """The node with that id, of that type if one is named, as far as the viewer may see it; else None.

    Whether the id is unknown, malformed or out of scope makes no difference.
    """
    wanted, raw = decode(global_id) or ("", "")
    if wanted not in NODES or name not in (None, wanted):
        return None
    return await find_by_key(context, wanted, NODES[wanted].key(raw))


async def find_by_key(context: Context, name: str, key: Any) -> Any:
    """The node with that key of its own; None as in ``find``."""
    if key is None:
        return None
    found = await load(context, name, key, await context.position())
    return found if isinstance(found, Node) and await is_visible(context, found) else None


class OfSchools(Protocol):
    """What is seen by the people of schools, as it was known at a position."""

    @property
    def at(self) -> int: ...

    def schools(self) -> Sequence[str | None]: ...


async def is_visible(context: Context, node: OfSchools) -> bool:
    """Whether the viewer may see it, whatever led to it."""
    return in_scope(await context.schools(node.at), node.schools())


def stream_of(given: str) -> UUID | None:
    """The stream that holds a node's history, by the node's global id or by the stream's own id."""
    name, raw = decode(given) or ("", "")
    if name not in NODES:
        return uuid_key(given)
    key = NODES[name].key(raw)
    return None if key is None else NODES[name].history(key)


def owner_of(event: Event) -> str:
    """The global id of the node whose stream an event stands in; the stream's own id where no node shows it."""
    kind = next((kind for kind in NODES.values() if kind.stream == event.KIND.stream), None)
    return str(event.originator_id) if kind is None else encode(kind.name, str(kind.owner(event)))


def node_types() -> list[type[Any]]:
    """Every type that ``node`` can give, whether or not a field names it."""
    return [kind.type for kind in NODES.values()]
