"""Fields with their descriptions, and what resolvers are told of the operation that they work for."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.nodes import SelectedField, Selection

from api.graphql.context import Context

Info = strawberry.Info[Context, None]
Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str, type: Any = None) -> Callable[[Resolver], Resolver]:
    """A resolver with its description; Strawberry's own decorator loses its type once it has arguments.

    type: what callers see, where the resolver hands on an awaitable instead of waiting for it.
    """
    return cast(Callable[[Resolver], Resolver], strawberry.field(graphql_type=type, description=description))


def subscription(description: str) -> Callable[[Resolver], Resolver]:
    """The same for a subscription's field."""
    return cast(Callable[[Resolver], Resolver], strawberry.subscription(description=description))


def asks_for(name: str, selections: Sequence[Selection]) -> bool:
    """Whether a field of that name stands anywhere among them, fragments included."""
    return any(
        (isinstance(each, SelectedField) and each.name == name) or asks_for(name, each.selections)
        for each in selections
    )


def query(description: str) -> Callable[[Callable[..., Any]], StrawberryField]:
    """A question at the root of the schema, wherever in a room it stands (see ``rooms``)."""

    def declare(resolver: Callable[..., Any]) -> StrawberryField:
        return root("Query", resolver, description)

    return declare


def root(of: str, resolver: Callable[..., Any], description: str, type: Any = None) -> StrawberryField:
    """A field of a root type, ``Query`` or ``Mutation``."""
    made = strawberry.field(
        resolver=resolver, graphql_type=type, description=description, metadata={"root": of}
    )
    return cast(StrawberryField, made)
