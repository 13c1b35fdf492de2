"""What every projection is: tables of its own, and a fold from pages of recorded events to rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import ClassVar, NamedTuple

import asyncpg

from domain.event import Event

KNOWN_STILL = 2**63 - 1  # known_to of a row that nothing has replaced yet


class Recorded(NamedTuple):
    """An event and the instant at which it was recorded."""

    event: Event
    at: datetime


class Projection(ABC):
    """One question's answer, kept as rows. All of it can be dropped and folded again.

    name: of its folder under ``projections``, of its checkpoint, and on the command line.
    version: raised whenever the fold or the tables change. tables: all that its ``tables.sql`` makes.
    former_tables: those that an earlier version made and this one does not.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    tables: ClassVar[tuple[str, ...]]
    former_tables: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        """Writes what a page of events changes, in the caller's transaction.

        The rows after it must be the same whatever the size of the pages. SQL names no schema: the search
        path of the connection decides whether the live tables or those built beside them are written.
        """

    def sql(self, name: str) -> str:
        """The text of ``tables.sql`` or ``indexes.sql``."""
        return (files(f"projections.{self.name}") / f"{name}.sql").read_text("utf-8")
