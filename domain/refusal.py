"""What a command answers when a rule forbids it: a value with a stable code, never an accident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.vocabulary import ErrorCode


class KeptRefusal(msgspec.Struct, frozen=True):
    """A refusal as it is kept in the answer of a batch, for a line that fell alone."""

    code: ErrorCode
    template: str
    path: list[str | int]
    details: dict[str, Any]

    def refusal(self) -> Refusal:
        """The refusal that was kept."""
        return Refusal(self.code, self.template, self.path, **self.details)


class Refusal(Exception):
    """A named refusal. Nothing is recorded for it.

    code: clients branch on it and it never changes.
    template: English text with ``{named}`` places; the catalogue translates it, so it stays a literal.
    path: the input field that caused it, outermost first, in the contract's names.
    details: the values for the template, also given to the client as data; their names may be any.
    """

    def __init__(
        self, code: ErrorCode, template: str, path: Sequence[str | int] = (), /, **details: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.path = tuple(path)
        self.details = details

    def under(self, *path: str | int) -> Refusal:
        """The same refusal, its path lying under ``path`` (a line of a batch, say)."""
        return Refusal(self.code, self.template, (*path, *self.path), **self.details)

    def kept(self) -> KeptRefusal:
        """The refusal as an answer keeps it."""
        return KeptRefusal(self.code, self.template, list(self.path), self.details)

    def __str__(self) -> str:
        return f"{self.code}: {self.template.format_map(self.details)}"
