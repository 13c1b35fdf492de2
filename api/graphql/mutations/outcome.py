"""From a command to what its payload shows: the one way that every mutation goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import strawberry

from api.graphql.context import Context
from api.graphql.mutations.user_error import UserError, user_error
from domain.command import Command
from domain.ledger.perform import Answer, Decide, perform
from domain.refusal import Refusal

C = TypeVar("C", bound=Command)
Info = strawberry.Info[Context, None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command.

    at: the position as of which its objects are shown: the command's own, so that a repeated key shows the very
    same. answer: the domain's, empty when everything was refused. position: None when nothing was recorded.
    """

    context: Context
    at: int
    answer: Answer
    position: int | None
    errors: list[UserError]

    async def one(self, kind: str) -> Any:
        """The object that the answer names under ``kind``; None when there is none."""
        key = self.answer.get(kind)
        return None if key is None else await self._loader(kind).load(_hashable(key))

    async def many(self, kind: str, keys: Iterable[Any]) -> list[Any]:
        """The objects of these keys, in their order."""
        return await self._loader(kind).load_many([_hashable(key) for key in keys])

    def refusals(self, values: Iterable[dict[str, Any]], *under: str) -> list[UserError]:
        """Refusals kept in the answer, for lines that fell alone."""
        return [user_error(value, self.context.language, *under) for value in values]

    def _loader(self, kind: str) -> Any:
        return getattr(self.context.loaders(self.at), kind)


async def outcome_of(info: Info, decide: Decide[C], command: C) -> Outcome:
    """Performs a command as the viewer, and waits until its effect can be read."""
    context = info.context
    try:
        done = await perform(context.ledger, context.viewer, decide, command)
    except Refusal as refusal:
        return Outcome(context, 0, {}, None, [user_error(refusal.as_value(), context.language)])
    if done.position is None:
        return Outcome(context, await context.position(), done.answer, None, [])
    await context.settle(done.position)
    return Outcome(context, done.position, done.answer, done.position, [])


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
