"""What every projection is: tables of its own, and a fold from pages of recorded events to rows."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from typing import Any, ClassVar, Literal, NamedTuple

import asyncpg

from domain.event import Event
from projections.engine.spans import FORK
from projections.engine.spans import KNOWN_STILL as KNOWN_STILL


class Recorded(NamedTuple):
    """An event and the instant at which it was recorded."""

    event: Event
    at: datetime


class Part(ABC):
    """Tables of a projection that one file makes, fills and reads.

    tables, indexes: the statements that make them. events: the kinds that change them.
    """

    tables: ClassVar[str]
    indexes: ClassVar[str] = ""
    events: ClassVar[frozenset[type[Event]]]

    @abstractmethod
    async def fold(self, connection: asyncpg.Connection, events: Sequence[Any]) -> None:
        """Writes what the events of a page that are its own change (see ``Projection.fold``)."""


class Projection(ABC):
    """One question's answer, kept as rows. All of it can be dropped and folded again.

    name: of its folder under ``projections``, of its checkpoint, and on the command line.
    version: raised whenever the fold or the tables change. former_tables: those that an earlier version made and
    this one does not. parts: what of it is folded in files of their own.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    former_tables: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[tuple[Part, ...]] = ()

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, in the order in which they are made."""
        return tuple(re.findall(r"^CREATE TABLE (\w+)", self.sql("tables"), re.MULTILINE))

    @abstractmethod
    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        """Writes what a page of events changes, in the caller's transaction.

        The rows after it must be the same whatever the size of the pages. SQL names no schema: the search
        path of the connection decides whether the live tables or those built beside them are written.
        """

    def sql(self, name: Literal["tables", "indexes"]) -> str:
        """The statements that make them: those of the folder's file, then those of the parts.

        ``{fork}`` stands for the fork of a row's span (see ``spans``).
        """
        own = (files(f"projections.{self.name}") / f"{name}.sql").read_text("utf-8")
        return "\n".join([own, *(getattr(part, name) for part in self.parts)]).replace("{fork}", FORK)
