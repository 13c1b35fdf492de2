"""The facts of a justification, from the log's rows: what an event says, and the sentence for it."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any

import asyncpg

from api.graphql.aid.justification import STATEMENTS


def event(row: asyncpg.Record, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "position": str(row["notification_id"]),
        "type": row["topic"],
        "effectiveOn": said.get("effective_on"),
        "recordedAt": row["recorded_at"].isoformat().replace("+00:00", "Z"),
        "actor": said["actor"],
    }


def statement(code: str, said: dict[str, Any]) -> str:
    """The first sentence whose places the event can fill."""
    for sentence in STATEMENTS[code]:
        if all(said.get(place) is not None for place in _places(sentence)):
            return sentence.format_map(said)
    return f"Fact {code}."


@cache
def _places(sentence: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)
