"""The events of a page by their kind, so that each part looks only at its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from projections.engine.projection import Recorded


class Kinds:
    """Facts of one kind stay in order."""

    def __init__(self, page: Sequence[Recorded]) -> None:
        self._facts: dict[type, list[Any]] = {}
        for recorded in page:
            self._facts.setdefault(type(recorded.event), []).append(recorded.event)

    def of(self, kinds: Iterable[type]) -> list[Any]:
        return [event for kind in kinds for event in self._facts.get(kind, ())]

    def streams(self, kinds: Iterable[type]) -> set[UUID]:
        return {event.originator_id for event in self.of(kinds)}
