"""What a command answers when a rule forbids it: a value with a stable code, never an accident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """A named refusal. Nothing is recorded for it.

    code: one of the contract's ErrorCode values; clients branch on it and it never changes.
    template: English text with ``{named}`` places; the catalogue translates it, so it stays a literal.
    path: the input field that caused it, outermost first, in the contract's names.
    details: the values for the template, also given to the client as data; their names may be any.
    """

    def __init__(self, code: str, template: str, path: Sequence[str | int] = (), /, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.path = tuple(path)
        self.details = details

    def under(self, *path: str | int) -> Refusal:
        """The same refusal, its path lying under ``path`` (a line of a batch, say)."""
        return Refusal(self.code, self.template, (*path, *self.path), **self.details)

    def as_value(self) -> dict[str, Any]:
        """The refusal as it is kept in an answer (a line of a batch that fell alone)."""
        return {
            "code": self.code,
            "template": self.template,
            "path": list(self.path),
            "details": self.details,
        }

    def __str__(self) -> str:
        return f"{self.code}: {self.template.format_map(self.details)}"
