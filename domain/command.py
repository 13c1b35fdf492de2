"""What somebody asks the ledger to do, and the form of what it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar, get_args

import msgspec

A = TypeVar("A", bound="Answer")
AnyCommand = TypeVar("AnyCommand", bound="type[Command[Any]]")

COMMANDS: dict[str, type[Command[Any]]] = {}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a command answers. Its JSON is kept with the idempotency key, so no field is ever renamed."""


class Command(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """One request to write, as a mutation hands it over: plain, checked values.

    idempotency_key: chosen by the caller; a retry with the same key has no second effect.
    STORED_NAME: stated by every event recorded for it, and part of the hash that is kept with its key, as is the
    JSON of its fields: a field that gets a new name keeps the stored one (``msgspec.field(name=...)``).
    """

    STORED_NAME: ClassVar[str]
    ANSWER: ClassVar[type[Answer]]

    idempotency_key: str

    def earlier_names(self) -> tuple[str, ...]:
        """Names under which earlier versions kept the hash of this very request."""
        return ()


def command(stored_name: str) -> Callable[[AnyCommand], AnyCommand]:
    """Gives a kind of command its stored name, for ever. Its answer is the one that its base names."""

    def register(cls: AnyCommand) -> AnyCommand:
        cls.STORED_NAME = stored_name
        for base in vars(cls).get("__orig_bases__", ()):
            (cls.ANSWER,) = get_args(base) or (cls.ANSWER,)
        COMMANDS[stored_name] = cls
        return cls

    return register
