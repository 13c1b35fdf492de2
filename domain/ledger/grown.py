"""Long streams as they were last seen, so that only what came since has to be loaded: the log never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from domain.event import LedgerAggregate

LONG = 100  # events
MOST = 256  # streams


class GrownStreams:
    """One a process; of the streams that are in use those which have grown long."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, LedgerAggregate] = OrderedDict()

    def among(self, ids: Iterable[UUID]) -> dict[UUID, LedgerAggregate]:
        """Those that are known, each as a twin that the caller may change."""
        known = {id: self._kept[id] for id in ids if id in self._kept} if self._kept else {}
        for id in known:
            self._kept.move_to_end(id)
        return {id: aggregate.twin() for id, aggregate in known.items()}

    def keep(self, aggregate: LedgerAggregate) -> None:
        """Remembers one that was just loaded, if it is long."""
        if aggregate.version < LONG:
            return
        self._kept[aggregate.id] = aggregate.twin()
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
