"""Something that does not fit."""

from __future__ import annotations

from typing import Any


class Fault:
    """template: English with named places, a literal that the catalogue translates."""

    def __init__(self, template: str, **details: Any) -> None:
        self.template = template
        self.details = details

    def __str__(self) -> str:
        return self.template.format_map(self.details)
