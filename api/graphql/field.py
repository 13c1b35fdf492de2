"""A resolver with its description. Strawberry's own decorator loses the resolver's type once it has arguments."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str, type: Any = None) -> Callable[[Resolver], Resolver]:
    """type: what callers see, where the resolver hands on an awaitable instead of waiting for it."""
    return cast(Callable[[Resolver], Resolver], strawberry.field(graphql_type=type, description=description))


def subscription(description: str) -> Callable[[Resolver], Resolver]:
    """The same for a subscription's field."""
    return cast(Callable[[Resolver], Resolver], strawberry.subscription(description=description))
