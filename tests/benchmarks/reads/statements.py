"""The product's statements, word for word: taken from its queries as they send them, without what builds them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NoReturn


class _Sent(Exception):
    """Instead of an answer: the text."""


class Overheard:
    """Stands where a query's connections stand, and where the ledger that holds them does."""

    sharing = ()

    @property
    def pool(self) -> Overheard:
        return self

    async def fetch(self, text: str, *_values: Any) -> NoReturn:
        raise _Sent(text)

    fetchrow = fetchval = execute = fetch


async def sent_by(query: Callable[..., Awaitable[Any]], *values: Any, **named: Any) -> str:
    """The first statement of a query, which takes connections or the ledger first; values as they are asked with."""
    try:
        await query(Overheard(), *values, **named)
    except _Sent as sent:
        return str(sent)
    raise AssertionError(f"{query} asks nothing")
