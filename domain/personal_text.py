"""Free text about a person, as events hold it: sealed under that person's key.

What version 0.1 recorded lies in clear, under the same stored names: a text is itself there, and a sealed one an
object that no text can be taken for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SEALED = "sealed"

Text = str | dict[str, str]


def sealed_text(sealed: str) -> Text:
    """The form in which an event holds it."""
    return {SEALED: sealed}


def is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {SEALED}


def texts_in(name: str, value: Any) -> Iterator[tuple[str, Text]]:
    """The texts of a field, each with where it stands: the field itself, or where each paper of a list is filed."""
    if isinstance(value, str) or is_sealed(value):
        yield name, value
    elif isinstance(value, list):
        for index, paper in enumerate(value):
            yield from texts_in(f"{name}.{index}.reference", paper.get("reference"))


def without_texts(value: Any) -> Any:
    """The value of a field with nothing in the places of its texts."""
    return [{**paper, "reference": None} for paper in value] if isinstance(value, list) else None
