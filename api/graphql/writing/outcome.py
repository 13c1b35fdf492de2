"""From a command to what its payload shows: the one way that every mutation goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError
from api.graphql.relay.node import Kind
from api.graphql.writing.user_error import UserError, user_error
from api.security_log import note_refusal
from domain.command import Command
from domain.ledger.perform import Answer, Decide, perform
from domain.refusal import Refusal

RECORDED = (
    "Done at position {position}, which is not readable yet:"
    " send the same request with the same key for its answer."
)

C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command.

    at: the position as of which its objects are shown: the command's own, so that a repeated key shows the very
    same. answer: the domain's, empty when everything was refused. position: None when nothing was recorded.
    """

    context: Context
    command: str
    at: int
    answer: Answer
    position: int | None
    errors: list[UserError]

    async def one(self, kind: Kind, name: str) -> Any:
        """The node that the answer names; None when there is none."""
        key = self.answer.get(name)
        return None if key is None else (await self.many(kind, [key]))[0]

    async def many(self, kind: Kind, keys: Iterable[Any]) -> list[Any]:
        """The nodes of these keys, as answers hold them, in their order."""
        loader = self.context.loaders(self.at).one(kind.rows)
        return await loader.load_many([kind.key(key) for key in keys])

    def refusals(self, values: Iterable[dict[str, Any]], *under: str) -> list[UserError]:
        """Refusals kept in the answer, for lines that fell alone."""
        kept = list(values)
        for code in {value["code"] for value in kept}:
            note_refusal(self.context.viewer.name, self.command, code)
        return [user_error(value, self.context.language, *under) for value in kept]


async def outcome_of(context: Context, decide: Decide[C], command: C) -> Outcome:
    """Performs a command as the viewer, and waits until its effect can be read."""
    try:
        done = await perform(context.ledger, context.viewer, decide, command)
    except Refusal as refusal:
        note_refusal(context.viewer.name, command.STORED_NAME, refusal.code)
        return Outcome(
            context, command.STORED_NAME, 0, {}, None, [user_error(refusal.as_value(), context.language)]
        )
    # Where nothing was recorded, the answer may still name what was recorded a moment ago.
    at = await context.ledger.position() if done.position is None else done.position
    try:
        await context.settle(at)
    except ClientError as late:
        raise ClientError(RECORDED, late.code, status=late.status, position=at) from late
    return Outcome(context, command.STORED_NAME, at, done.answer, done.position, [])
