"""Grouped appends: commands that arrive together share one transaction and one flush to disk."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.ledger.log import Proposal
from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.outage import is_outage
from domain.ledger.postgres.recorder import Appended, Recorder

GROUP_EVENTS = 20_000  # past this many events a group closes, so that nobody waits long behind a bulk load
GROUP_PROPOSALS = 256
LANES = 4  # groups under way at once
APPEND_SECONDS = 10.0  # that a group is given, and one more for each
EVENTS_A_SECOND = 1_000
FAILING_SECONDS = 3.0  # for which a failure counts after which nobody has tried again
PATIENCE = 1.0  # seconds after which others go around a group that hears nothing from the database
CLOSE_SECONDS = 15.0


class _Waiting(NamedTuple):
    """touched: the streams it stands on; written: those among them that it writes. since: when it came."""

    proposal: Proposal
    touched: frozenset[UUID]
    written: frozenset[UUID]
    outcome: asyncio.Future[int]
    since: float


class GroupedAppender:
    """One queue a process. ``submit`` returns when the proposal is on disk, or raises why it is not.

    connections: LANES of them, lent for as long as an append may take. One group is under way at a time, and the
    next one fills meanwhile; one that takes more than PATIENCE holds up nobody but those in it.
    """

    def __init__(self, connections: Connections, recorder: Recorder) -> None:
        self.connections = connections
        self._recorder = recorder
        self._waiting: deque[_Waiting] = deque()
        self._lanes: set[asyncio.Task[None]] = set()
        self._ahead: asyncio.Task[None] | None = None  # whom the next group waits for
        self._open: dict[asyncio.Future[int], float] = {}  # since when, oldest first
        self._failing = (0.0, 0.0)  # since when every append has failed, and when the last one did
        self.appended = 0  # events, since the process began

    @property
    def waiting_seconds(self) -> float:
        """For how long nothing could be written: what waits longest has waited, or whatever was tried has failed."""
        now = asyncio.get_running_loop().time()
        since, last = self._failing
        failing = last - since if now - last < FAILING_SECONDS else 0.0
        return max(failing, now - next(iter(self._open.values()), now))

    async def submit(self, proposal: Proposal) -> int:
        """The position after the append. Raises Moved, AlreadyAnswered, or what the database said."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[int] = loop.create_future()
        entry = _Waiting(proposal, proposal.touched, proposal.written, outcome, loop.time())
        self._waiting.append(entry)
        self._open[entry.outcome] = entry.since
        outcome.add_done_callback(self._open.pop)
        loop.call_soon(self._go_on)
        # A caller that gives up does not stop the append: its retry finds the answer under the same key.
        return await asyncio.shield(outcome)

    async def check(self, seconds: float) -> None:
        """Raises what an append would raise just now; an outage after that many seconds at most."""
        async with self.connections.acquire(seconds) as connection:
            await self._recorder.check(connection)

    async def close(self) -> None:
        """Waits until what was submitted is written or has failed, for a while."""
        end = asyncio.get_running_loop().time() + CLOSE_SECONDS
        while self._lanes and (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._lanes, timeout=left)

    def _go_on(self) -> None:
        """Begins with the next group, unless it is not its turn."""
        if self._waiting and self._ahead is None and len(self._lanes) < LANES:
            lane = self._ahead = asyncio.create_task(self._append(self._next_group()))
            self._lanes.add(lane)
            lane.add_done_callback(self._end)
            asyncio.get_running_loop().call_later(PATIENCE, self._pass_by, lane)

    def _end(self, lane: asyncio.Task[None]) -> None:
        self._lanes.discard(lane)
        self._pass_by(lane)

    def _pass_by(self, lane: asyncio.Task[None]) -> None:
        if self._ahead is lane:
            self._ahead = None
        self._go_on()

    def _next_group(self) -> list[_Waiting]:
        """The longest waiting. One that touches what another one in the group writes stays for the next group."""
        group: list[_Waiting] = []
        stay: list[_Waiting] = []
        taken: set[object] = set()
        events = 0
        while self._waiting and events < GROUP_EVENTS and len(group) < GROUP_PROPOSALS:
            entry = self._waiting.popleft()
            proposal = entry.proposal
            key = (proposal.actor, proposal.key) if proposal.key else entry.outcome
            if key in taken or not taken.isdisjoint(entry.touched):
                stay.append(entry)
            else:
                group.append(entry)
                events += len(proposal.events)
            taken |= {key, *entry.written}
        self._waiting.extendleft(reversed(stay))
        return group

    async def _append(self, group: list[_Waiting]) -> None:
        proposals = [entry.proposal for entry in group]
        seconds = APPEND_SECONDS + sum(len(proposal.events) for proposal in proposals) / EVENTS_A_SECOND
        try:
            async with self.connections.acquire(seconds) as connection:
                fates = await self._recorder.append(connection, proposals)
        except Exception as failure:  # noqa: BLE001 - whatever it was, nobody may wait for ever; their keys will tell
            await self._fail(group, failure)
            return
        self._failing = (0.0, 0.0)
        for fate, entry in zip(fates, group, strict=True):
            self.appended += 0 if fate.refused else len(entry.proposal.events)
            _settle(entry.outcome, fate)

    async def _fail(self, group: list[_Waiting], failure: Exception) -> None:
        """What the database refused as a whole is tried one by one, so that a bad proposal sinks no other."""
        if len(group) > 1 and isinstance(failure, asyncpg.PostgresError) and not is_outage(failure):
            for entry in group:
                await self._append([entry])
            return
        if is_outage(failure):
            now = asyncio.get_running_loop().time()
            self._failing = (self._failing[0] or now, now)
        for entry in group:
            _settle(entry.outcome, Appended(refused=failure))


def _settle(outcome: asyncio.Future[int], fate: Appended) -> None:
    if outcome.cancelled():
        return
    if fate.refused is None:
        outcome.set_result(fate.position)
    else:
        outcome.set_exception(fate.refused)
        outcome.exception()  # Seen: where the caller gave up nobody else will, and asyncio would complain.
