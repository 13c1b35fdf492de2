"""What somebody asks the ledger to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

import msgspec

C = TypeVar("C", bound="type[Command]")

COMMANDS: dict[str, type[Command]] = {}


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One request to write, as a mutation hands it over: plain, checked values.

    idempotency_key: chosen by the caller; a retry with the same key has no second effect.
    STORED_NAME: stated by every event recorded for it, and part of the hash that is kept with its key.
    """

    STORED_NAME: ClassVar[str]

    idempotency_key: str

    def earlier_names(self) -> tuple[str, ...]:
        """Names under which earlier versions kept the hash of this very request."""
        return ()


def command(stored_name: str) -> Callable[[C], C]:
    """Gives a kind of command its stored name, for ever."""

    def register(cls: C) -> C:
        cls.STORED_NAME = stored_name
        COMMANDS[stored_name] = cls
        return cls

    return register
