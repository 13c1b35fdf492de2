"""Grouped appends: commands that arrive together share one transaction and one flush to disk."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import asyncpg

from domain.ledger.log import Proposal
from domain.ledger.postgres.recorder import append

GROUP_EVENTS = 20_000  # past this many events a group closes, so that nobody waits long behind a bulk load
GROUP_PROPOSALS = 256


class GroupedAppender:
    """One queue a process. ``submit`` returns when the proposal is on disk, or raises why it is not."""

    def __init__(self, pool: asyncpg.Pool, channel: str) -> None:
        self._pool = pool
        self._channel = channel
        self._waiting: deque[tuple[Proposal, asyncio.Future[int]]] = deque()
        self._work: asyncio.Task[None] | None = None
        self.appended = 0  # events, since the process began

    async def submit(self, proposal: Proposal) -> int:
        """The position after the append. Raises Moved, AlreadyAnswered, or what the database said."""
        outcome: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((proposal, outcome))
        if self._work is None:
            self._work = asyncio.create_task(self._drain())
        # A caller that gives up does not stop the append: its retry finds the answer under the same key.
        return await asyncio.shield(outcome)

    async def close(self) -> None:
        """Waits until what was submitted is written."""
        if self._work is not None:
            with suppress(asyncio.CancelledError):
                await self._work

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._append(self._next_group())
        finally:
            self._work = None

    def _next_group(self) -> list[tuple[Proposal, asyncio.Future[int]]]:
        group: list[tuple[Proposal, asyncio.Future[int]]] = []
        events = 0
        while self._waiting and events < GROUP_EVENTS and len(group) < GROUP_PROPOSALS:
            entry = self._waiting.popleft()
            events += len(entry[0].events)
            group.append(entry)
        return group

    async def _append(self, group: list[tuple[Proposal, asyncio.Future[int]]]) -> None:
        try:
            async with self._pool.acquire() as connection:
                fates = await append(connection, [proposal for proposal, _ in group], self._channel)
        except asyncpg.PostgresError as failure:
            await self._part(group, failure)
            return
        except Exception as failure:  # noqa: BLE001 - whatever it was, nobody may wait for ever; their keys will tell
            for _, outcome in group:
                _settle(outcome, failure=failure)
            return
        for fate, (proposal, outcome) in zip(fates, group, strict=True):
            self.appended += 0 if fate.refused else len(proposal.events)
            _settle(outcome, fate.position, fate.refused)

    async def _part(self, group: list[tuple[Proposal, asyncio.Future[int]]], failure: Exception) -> None:
        """The database refused the group as a whole: each alone, so that one bad proposal sinks no other."""
        if len(group) == 1:
            _settle(group[0][1], failure=failure)
            return
        for entry in group:
            await self._append([entry])


def _settle(outcome: asyncio.Future[int], position: int = 0, failure: Exception | None = None) -> None:
    if outcome.cancelled():
        return
    if failure is None:
        outcome.set_result(position)
    else:
        outcome.set_exception(failure)
        outcome.exception()  # Seen: where the caller gave up nobody else will, and asyncio would complain.
