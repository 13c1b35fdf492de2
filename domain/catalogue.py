"""Every kind of event that the ledger records, by its stored name.

Whatever is recorded is recorded by the handler of a command: once all of these are known, so is every event.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import domain.handlers  # noqa: F401
from domain.event import DECLARED, Event

EVENTS: Mapping[str, type[Event]] = MappingProxyType(dict(DECLARED))
