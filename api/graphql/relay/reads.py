"""How the queries of the projections are read in batches, on behalf of one operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from api.graphql.context import Context
from api.graphql.loaders import Read

Query = Callable[..., Awaitable[Iterable[Any]]]


def known(query: Query) -> Read:
    """A query that does not ask who is asking: what is reached through something visible is visible."""

    async def read(context: Context, keys: list[Any], at: int, **wanted: Any) -> Iterable[Any]:
        return await query(context.reader.pool, keys, at=at, **wanted)

    return read


def visible(query: Query) -> Read:
    """A query whose rows differ by viewer."""

    async def read(context: Context, keys: list[Any], at: int, **wanted: Any) -> Iterable[Any]:
        return await query(context.reader.pool, keys, await context.schools(at), at=at, **wanted)

    return read
