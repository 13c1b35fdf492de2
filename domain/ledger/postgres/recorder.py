"""The append: the only way anything enters the log.

One row (``head``) is the lock and the counter, so positions are gapless and in commit order and no follower
can miss an event. Under that lock every proposal of a group is checked against what was recorded since it
read; those that fail are told so, the rest commit together in one transaction and one flush.

All of it is one statement (``append_proposals`` in the migrations): the lock is held while the database works,
never while it waits for this process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

import asyncpg

from domain.ledger.clock import SteadyClock
from domain.ledger.log import AlreadyAnswered, LedgerUnavailable, Moved, Proposal

ANOTHER_LOG = "AL001"  # the database's word for an epoch that is not the expected one
ARGUMENTS = 22
EVENT = tuple(map(attrgetter, ("originator_id", "originator_version", "topic", "state")))
APPEND = f"SELECT * FROM append_proposals({', '.join(f'${n}' for n in range(1, ARGUMENTS + 1))})"


class LogReplaced(LedgerUnavailable):
    """Beneath the open ledger lies another log, as after a restore: what was decided on the old one is void."""


@dataclass(slots=True)
class Appended:
    """One proposal's fate within its group."""

    position: int = 0
    refused: Exception | None = None


class Recorder:
    """Writes groups of proposals.

    epoch: of the log that was opened. channel: on which appends are announced. clock: that instants come from.
    """

    def __init__(self, epoch: UUID, channel: str, clock: SteadyClock) -> None:
        self.epoch = epoch
        self.clock = clock
        self._channel = channel

    async def append(self, connection: asyncpg.Connection, proposals: Sequence[Proposal]) -> list[Appended]:
        """Appends proposals of which no two touch one stream or key. Each one's fate is its own; order is kept.

        Raises LogReplaced, and what the database says against the group as a whole.
        """
        columns = [*_columns(proposals)]
        asked = (self.epoch, *self.clock.bounds(), self._channel, *columns)
        with _another_log_told():
            rows = await connection.fetch(APPEND, *asked)
        fates = {row["proposal"]: _fate(row) for row in rows}
        return [fates[place] for place in range(1, len(proposals) + 1)]

    async def check(self, connection: asyncpg.Connection) -> None:
        """Commits to the log and changes nothing in it: raises what an append would raise."""
        with _another_log_told():
            epoch = await connection.fetchval("UPDATE head SET position = position RETURNING epoch")
        if epoch != self.epoch:
            raise LogReplaced("the log is another one than was opened")


@contextmanager
def _another_log_told() -> Iterator[None]:
    try:
        yield
    except asyncpg.PostgresError as error:
        if error.sqlstate == ANOTHER_LOG:
            raise LogReplaced(str(error)) from error
        raise


def _columns(proposals: Sequence[Proposal]) -> Iterator[list[Any]]:
    """The proposals as arrays; what one has several of with the place of the proposal, from 1."""
    yield [proposal.read_at for proposal in proposals]
    yield [proposal.actor for proposal in proposals]
    yield [proposal.key for proposal in proposals]
    yield [proposal.input_hash for proposal in proposals]
    yield [proposal.answer for proposal in proposals]
    yield from _numbered([proposal.watched for proposal in proposals], _itself)
    yield from _numbered([proposal.events for proposal in proposals], *EVENT)
    yield from _numbered([proposal.tags for proposal in proposals], itemgetter(0), itemgetter(1))
    yield from _numbered([proposal.keys for proposal in proposals], itemgetter(0), itemgetter(1))


def _itself(stream: UUID) -> UUID:
    return stream


def _numbered(parts: Sequence[Collection[Any]], *columns: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """The proposals' places, once for each thing of theirs, and the columns of these things."""
    yield [place for place, part in enumerate(parts, 1) for _ in part]
    things = [*chain.from_iterable(parts)]
    yield from ([*map(column, things)] for column in columns)


def _fate(row: asyncpg.Record) -> Appended:
    if row["taken_hash"] is not None:
        return Appended(
            refused=AlreadyAnswered(row["taken_hash"], row["taken_answer"], row["taken_position"])
        )
    if row["moved"] is not None:
        return Appended(refused=Moved(frozenset(row["moved"])))
    return Appended(row["recorded"])
