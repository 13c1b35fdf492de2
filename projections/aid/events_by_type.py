"""The events of a page by their type, so that each part looks only at its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from projections.engine.projection import Recorded


class EventsByType:
    """Events of one type stay in order."""

    def __init__(self, page: Sequence[Recorded]) -> None:
        self._events: dict[type, list[Any]] = {}
        for recorded in page:
            self._events.setdefault(type(recorded.event), []).append(recorded.event)

    def of(self, types: Iterable[type]) -> list[Any]:
        """The events of these types, one type after the other."""
        return [event for each in types for event in self._events.get(each, ())]

    def streams(self, types: Iterable[type]) -> set[UUID]:
        """The streams in which events of these types stand."""
        return {event.originator_id for event in self.of(types)}
