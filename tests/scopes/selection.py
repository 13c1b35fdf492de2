"""Selections of a query as nested mappings: what is asked, and of objects the selection within."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Any

Selection = dict[str, Any]

TOKENS = 1_400  # of the 1,500 that a query may have
KNOWN: Selection = {"__typename": {}, "id": {}}
PAGED: Selection = {
    "__typename": {},
    "edges": {"cursor": {}},
    "pageInfo": {"hasNextPage": {}, "hasPreviousPage": {}, "startCursor": {}, "endCursor": {}},
}


def within(way: Sequence[str], selection: Selection) -> Selection:
    """The selection at the end of a way. Lists on it are asked for their page, and what a fragment is of for its id."""
    for step in reversed(way):
        beside = PAGED if step == "edges" else KNOWN if step.startswith("...") else {}
        selection = merged(beside, {step: selection})
    return selection


def merged(one: Selection, other: Selection) -> Selection:
    """Everything that either asks for."""
    return one | {key: merged(one.get(key, {}), below) for key, below in other.items()}


def text(selection: Selection) -> str:
    """As a query has it, without the outermost braces."""
    return " ".join(f"{key} {{ {text(below)} }}" if below else key for key, below in selection.items())


def packed(selections: Iterable[Selection], most: int = TOKENS, fields: int = 30) -> Iterator[Selection]:
    """As few selections as hold them all, none of more than so many tokens and root fields."""
    kept: list[Selection] = []
    for selection in selections:
        grown = reduce(merged, [*kept, selection])
        if kept and (_tokens(grown) > most or len(grown) > fields):
            yield reduce(merged, kept)
            kept = [selection]
        else:
            kept = [grown]
    if kept:
        yield reduce(merged, kept)


def _tokens(selection: Selection) -> int:
    return len(re.findall(r'"[^"]*"|\w+|[^\s\w]', text(selection)))
