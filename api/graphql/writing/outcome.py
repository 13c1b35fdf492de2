"""From a command to what its payload shows: the one way that every mutation goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError
from api.graphql.relay.node import NodeKind, is_visible
from api.graphql.writing.command import Asked
from api.graphql.writing.user_error import UserError, user_error
from api.security_log import note_refusal
from domain.handlers import perform, require_role
from domain.refusal import KeptRefusal, Refusal

RECORDED = (
    "Done at position {position}, which is not readable yet:"
    " send the same request with the same key for its answer."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input.

    command: its stored name. at: the position as of which its objects are shown: the command's own, so that a
    repeated key shows the very same. answer: the domain's, None when everything was refused. position: None when
    nothing was recorded. fallen and standing: as in ``Asked``.
    """

    context: Context
    command: str
    errors: list[UserError]
    at: int = 0
    answer: Any = None
    position: int | None = None
    fallen: Mapping[int, list[UserError]] = field(default_factory=dict)
    standing: Sequence[int] = ()

    async def one(self, kind: NodeKind, name: str) -> Any:
        """The node that the answer names; None when there is none."""
        key = getattr(self.answer, name, None)
        return None if key is None else (await self.many(kind, [key]))[0]

    async def many(self, kind: NodeKind, keys: Iterable[Any]) -> list[Any]:
        """The nodes of these keys, as answers hold them, in their order; None for what the viewer may not see."""
        loader = self.context.loaders(self.at).one(kind.rows)
        found = await loader.load_many([kind.key(key) for key in keys])
        return [node if node and await is_visible(self.context, node) else None for node in found]

    def refusals(self, kept: Iterable[KeptRefusal], *under: str) -> list[UserError]:
        """Refusals kept in the answer, for lines that fell alone."""
        return _told(self.context, self.command, [one.refusal().under(*under) for one in kept])


async def outcome_of(context: Context, asked: Asked) -> Outcome:
    """Performs what is asked as the viewer, and waits until its effect can be read."""
    command = asked.form.STORED_NAME
    try:
        if asked.command is None:  # whom no role allows it learns nothing of what is wrong with the input
            require_role(context.viewer, asked.form)
            fallen = _fallen(context, asked)
            return Outcome(context, command, _told(context, command, asked.refusals), fallen=fallen)
        done = await perform(context.ledger, context.viewer, asked.command, asked.unread)
    except Refusal as refusal:
        return Outcome(context, command, _told(context, command, [refusal]))
    # Where nothing was recorded, the answer may still name what was recorded a moment ago.
    at = await context.ledger.position() if done.position is None else done.position
    try:
        await context.settle(at)
    except ClientError as late:
        raise ClientError(RECORDED, late.code, status=late.status, position=at) from late
    fallen = _fallen(context, asked)
    return Outcome(context, command, [], at, done.answer, done.position, fallen, asked.standing)


def _fallen(context: Context, asked: Asked) -> dict[int, list[UserError]]:
    command = asked.form.STORED_NAME
    return {index: _told(context, command, refused) for index, refused in asked.fallen.items()}


def _told(context: Context, command: str, refusals: Sequence[Refusal]) -> list[UserError]:
    for code in {refusal.code for refusal in refusals}:
        note_refusal(context.viewer.name, command, code)
    return [user_error(refusal, context.language) for refusal in refusals]
