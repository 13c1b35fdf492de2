"""The rows of runs: drafted, approved, and what the bank reported of them."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import BankResultsRecorded, RunApproved, RunDrafted
from domain.aid.run import Run
from domain.event import Event
from domain.vocabulary import RunState
from projections.aid.events_by_type import EventsByType
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

EVENTS = frozenset({RunDrafted, RunApproved, BankResultsRecorded})


class RunValues(msgspec.Struct):
    """The values of a row. settled: paid out and not come back, in fen."""

    school: str
    scheme: str
    month: str
    state: str
    count: int
    total: int
    digest: str
    policy: str
    drafted_by: str
    approved_by: str | None = None
    settled: int = 0
    failed: int = 0
    returned: int = 0


VALUES = RunValues.__struct_fields__


class Runs:
    """Collects the changes of one page; ``flush`` writes them."""

    def __init__(self) -> None:
        self.rows = Versions("run", ["id"], ["uuid"], VALUES)
        self.exclusions: list[tuple[UUID, int, str, str, int]] = []
        self.known: dict[UUID, RunValues] = {}

    async def load(self, connection: asyncpg.Connection, page: EventsByType) -> None:
        if ids := page.streams(EVENTS):
            rows = await connection.fetch(
                f"SELECT id, {', '.join(VALUES)} FROM run"
                f" WHERE id = ANY($1::uuid[]) AND known_to = {KNOWN_STILL}",
                list(ids),
            )
            self.known = {row["id"]: RunValues(*row[1:]) for row in rows}

    def apply(self, event: Event) -> None:
        """One of a run's events."""
        id = event.originator_id
        if isinstance(event, RunDrafted):
            self.known[id] = _drafted(event)
            self._exclude(event)
        else:
            _move(id, self.known[id], event)
        self.rows.put((id,), event.position, msgspec.structs.astuple(self.known[id]))

    def _exclude(self, event: RunDrafted) -> None:
        for ordinal, (person, number, code) in enumerate(event.excluded):
            row = (event.originator_id, ordinal, f"{person}.{number}", code, event.position)
            self.exclusions.append(row)

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self.rows.flush(connection)
        if self.exclusions:
            columns = ("run", "ordinal", "enrolment", "code", "known_from")
            await connection.copy_records_to_table("run_exclusion", records=self.exclusions, columns=columns)


def _drafted(event: RunDrafted) -> RunValues:
    return RunValues(
        school=event.school,
        scheme=event.scheme,
        month=event.month,
        state=str(RunState.DRAFT),
        count=len(event.lines),
        total=event.total,
        digest=event.digest,
        policy=event.policy,
        drafted_by=event.actor,
    )


def _move(id: UUID, row: RunValues, event: Event) -> None:
    """Its state by the domain's own rule."""
    in_transit = row.total - row.settled - row.failed - row.returned
    run = Run.restore(id, state=row.state, in_transit=in_transit)
    event.apply(run)
    row.state = str(run.state)
    if isinstance(event, RunApproved):
        row.approved_by = event.actor
    if isinstance(event, BankResultsRecorded):
        row.settled += event.settled - event.returned_late
        row.failed += event.failed
        row.returned += event.returned + event.returned_late
