"""Where two answers differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SHOWN = 200  # characters of what differs


def differences(wanted: Any, given: Any, place: str = "data") -> Iterator[str]:
    """Each a sentence."""
    if wanted == given:
        return
    if isinstance(wanted, dict) and isinstance(given, dict) and wanted.keys() == given.keys():
        for key in wanted:
            yield from differences(wanted[key], given[key], f"{place}.{key}")
    elif isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        for index, (one, other) in enumerate(zip(wanted, given, strict=True)):
            yield from differences(one, other, f"{place}[{index}]")
    elif isinstance(wanted, list) and isinstance(given, list):
        more = [item for item in given if item not in wanted] or [
            item for item in wanted if item not in given
        ]
        yield f"{place} must hold {len(wanted)} and holds {len(given)}; they differ by {str(more)[:SHOWN]}"
    else:
        yield f"{place} must be {str(wanted)[:SHOWN]} and is {str(given)[:SHOWN]}"
