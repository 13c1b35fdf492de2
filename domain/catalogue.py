"""Every kind of event that the ledger records, by its stored name. A room that records events is listed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType

from domain.aid import events as aid
from domain.event import Event
from domain.funds import events as funds
from domain.registry import events as registry

ROOMS: tuple[ModuleType, ...] = (registry, aid, funds)


def _declared(room: ModuleType) -> Iterator[type[Event]]:
    for found in vars(room).values():
        if isinstance(found, type) and issubclass(found, Event) and found.__module__ == room.__name__:
            yield found


EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {kind.KIND.name: kind for room in ROOMS for kind in _declared(room)}
)
