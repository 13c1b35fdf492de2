"""From a command to what its payload shows: the one way that every mutation goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.graphql.context import Context
from api.graphql.errors import ClientError
from api.graphql.info import Info
from api.graphql.mutations.user_error import UserError, user_error
from api.security_log import note_refusal
from domain.command import Command
from domain.ledger.perform import Decide, carry_out
from domain.refusal import KeptRefusal, Refusal

RECORDED = (
    "Done at position {position}, which is not readable yet:"
    " send the same request with the same key for its answer."
)

# What an answer calls a thing: which loader gives it, and by which key.
KINDS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "school": ("schools", str),
    "enrolment": ("enrolments", str),
    "change": ("changes", str),
    "roster": ("rosters", UUID),
    "run": ("runs", UUID),
    "payment": ("payments", UUID),
    "account": ("accounts", tuple),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command.

    at: the position as of which its objects are shown: the command's own, so that a repeated key shows the very
    same. answer: the domain's, None when everything was refused. position: None when nothing was recorded.
    """

    context: Context
    command: str
    at: int
    answer: Any
    position: int | None
    errors: list[UserError]

    async def one(self, kind: str) -> Any:
        """The object that the answer names under ``kind``; None when there is none."""
        key = getattr(self.answer, kind, None)
        return None if key is None else (await self.many(kind, [key]))[0]

    async def many(self, kind: str, keys: Iterable[Any]) -> list[Any]:
        """The objects of these keys, in their order."""
        name, key_of = KINDS[kind]
        loader: DataLoader[Any, Any] = getattr(self.context.loaders(self.at), name)
        return await loader.load_many([key_of(key) for key in keys])

    def refusals(self, values: Iterable[KeptRefusal], *under: str) -> list[UserError]:
        """Refusals kept in the answer, for lines that fell alone."""
        kept = list(values)
        for code in {value.code for value in kept}:
            note_refusal(self.context.viewer.name, self.command, code)
        return [user_error(value, self.context.language, *under) for value in kept]


async def outcome_of(info: Info, decide: Decide, command: Command[Any]) -> Outcome:
    """Performs a command as the viewer, and waits until its effect can be read."""
    context = info.context
    try:
        done = await carry_out(context.ledger, context.viewer, decide, command)
    except Refusal as refusal:
        note_refusal(context.viewer.name, command.STORED_NAME, refusal.code)
        return Outcome(
            context, command.STORED_NAME, 0, None, None, [user_error(refusal.kept(), context.language)]
        )
    # Where nothing was recorded, the answer may still name what was recorded a moment ago.
    at = await context.ledger.position() if done.position is None else done.position
    try:
        await context.settle(at)
    except ClientError as late:
        raise ClientError(RECORDED.format(position=at), late.code, status=late.status) from late
    return Outcome(context, command.STORED_NAME, at, done.answer, done.position, [])
