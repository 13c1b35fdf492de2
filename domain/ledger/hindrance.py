"""What keeps a command from its work, told to whoever gave it."""

from __future__ import annotations

from typing import Any


class Hindered(Exception):
    """Something in the database stands in the way; nothing of it was changed.

    template: English with named places, a literal that the catalogue translates; it says what to do.
    """

    def __init__(self, template: str, **details: Any) -> None:
        super().__init__(template.format_map(details))
        self.template = template
        self.details = details
