"""Fields with their descriptions, and what resolvers are told of the operation that they work for."""

from collections.abc import Awaitable, Callable, Sequence
from inspect import Parameter, signature
from typing import Any, TypeVar, cast

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.nodes import SelectedField, Selection

from api.graphql.context import Context
from api.graphql.execution.plans.resolving import AT_HAND, LOOKS_BELOW, OF_ALL

Info = strawberry.Info[Context, None]
Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str, looks_below: bool = False) -> Callable[[Resolver], Resolver]:
    """A resolver with its description; Strawberry's own decorator loses its type once it has arguments.

    looks_below: it asks what is selected below it (see ``asks_for``).
    """
    made = strawberry.field(description=description, metadata={LOOKS_BELOW: looks_below})
    return cast(Callable[[Resolver], Resolver], made)


def of_all(description: str, type: Any, read: Callable[..., Awaitable[Sequence[Any]]]) -> Any:
    """A field whose values are had for all objects of a level at once; of one, it is asked with that one alone.

    read: (objects, info, and the field's arguments) the value of each object, in their order. type: of one value.
    """

    return strawberry.field(
        resolver=of_one(type, read), graphql_type=type, description=description, metadata={OF_ALL: read}
    )


def all_at_hand(description: str, type: Any, read: Callable[[Sequence[Any], Info], Sequence[Any]]) -> Any:
    """As ``of_all``, of values that need not be waited for."""

    async def waited(objects: Sequence[Any], info: Info) -> Sequence[Any]:
        return read(objects, info)

    metadata = {OF_ALL: read, AT_HAND: True}
    resolver = of_one(type, waited)
    return strawberry.field(resolver=resolver, graphql_type=type, description=description, metadata=metadata)


def of_one(type: Any, read: Callable[..., Awaitable[Sequence[Any]]]) -> Callable[..., Awaitable[Any]]:
    """The resolver of one object alone. type, read: as ``of_all`` takes them."""

    async def resolve(root: Any, info: Info, **given: Any) -> Any:
        [value] = await read([root], info, **given)
        return value

    _, info, *arguments = signature(read).parameters.values()
    own = [Parameter("root", Parameter.POSITIONAL_OR_KEYWORD, annotation=Any), info.replace(annotation=Info)]
    resolve.__signature__ = signature(read).replace(  # type: ignore[attr-defined]
        parameters=[*own, *arguments], return_annotation=type
    )
    resolve.__module__ = read.__module__  # where the annotations of the arguments mean something
    return resolve


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
