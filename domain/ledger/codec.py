"""How an event becomes a row: the library's Mapper, with msgspec's JSON (four times the stock transcoder)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from eventsourcing.persistence import Mapper, StoredEvent, Transcoder

from domain.event import Event


class PlainTranscoder(Transcoder):
    """JSON of plain values, the timestamp in the form of the library's own transcoder, which reads it too."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder().decode

    def encode(self, obj: Any) -> bytes:
        stamp = {"_type_": "datetime_iso", "_data_": obj["timestamp"].isoformat()}
        return self._encode(obj | {"timestamp": stamp})

    def decode(self, data: bytes) -> Any:
        state = self._decode(data)
        state["timestamp"] = datetime.fromisoformat(state["timestamp"]["_data_"])
        return state


TRANSCODER = PlainTranscoder()
MAPPER: Mapper[Any] = Mapper(TRANSCODER)


def stored(event: Event) -> StoredEvent:
    """The event as a row; its position is given by the append."""
    return MAPPER.to_stored_event(event)


class Codec:
    """Rows of the log to events. events: every kind that can be read, by its stored name."""

    def __init__(self, events: Mapping[str, type[Event]]) -> None:
        self.events = events
        self._plain = TRANSCODER.decode

    def decode(self, row: Any) -> Event:
        """The event of one row (originator_id, originator_version, topic, state, notification_id).

        What the Mapper's ``to_domain_event`` gives, for events of the first class version without its detours.
        """
        cls = self.events[row[2]]
        if cls.class_version > 1:
            event: Event = MAPPER.to_domain_event(StoredEvent(row[0], row[1], row[2], row[3]))  # type: ignore[assignment]
            vars(event)["position"] = row[4]
            return event
        state = self._plain(row[3])
        state["originator_id"], state["originator_version"], state["position"] = row[0], row[1], row[4]
        event = object.__new__(cls)
        object.__setattr__(event, "__dict__", state)
        return event
