"""What hangs on rows, fetched in batches: one statement for each kind, however many rows ask.

Loaders do not ask who is asking, except where a list differs by viewer: what is reached through something
visible is visible. What is asked for by its id is checked with ``is_visible``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.graphql.errors import ClientError, RequestCode
from api.graphql.types.aid_roster import AidRoster
from api.graphql.types.enrolment import Enrolment
from api.graphql.types.fund_account import Allocation, FundAccount
from api.graphql.types.ledger_event import LedgerEvent
from api.graphql.types.overpayment import Overpayment
from api.graphql.types.payment import Payment
from api.graphql.types.run import Run
from api.graphql.types.school import School
from api.graphql.types.status_change import StatusChange
from api.graphql.types.student import Student
from domain.aid.events import RunDrafted
from domain.aid.lines import RunLine
from domain.ledger.postgres.access_log import record_access
from projections.aid import entries as lines
from projections.aid import queries as aid
from projections.funds import queries as funds
from projections.histories import queries as histories
from projections.registry import queries as registry

if TYPE_CHECKING:
    from api.graphql.context import Context

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Wanted = tuple[UUID, tuple[Any, ...]]  # whose page, and which: filters, after, limit

MOST_DRAFTS = 5  # whose lines one operation may read: a draft is one event, however long
MOST_ROWS = 25_000  # that all nested lists of an operation may come to: lists in lists multiply


class Loaders:
    """Everything as known at one position. ``load`` gives None for what is unknown there."""

    def __init__(self, context: Context, at: int) -> None:
        self.context = context
        self.pool = context.reader.pool
        self.at = at

    @cached_property
    def schools(self) -> DataLoader[str, School | None]:
        """By code."""
        return self._one(registry.schools, School.of, lambda row: row.code)

    @cached_property
    def enrolments(self) -> DataLoader[str, Enrolment | None]:
        """By id, "<person>.<number>"."""
        return self._one(registry.enrolments, Enrolment.of, lambda row: row.id)

    @cached_property
    def changes(self) -> DataLoader[str, StatusChange | None]:
        """By id, "<person>.<number of the request>"."""
        return self._one(registry.changes, StatusChange.of, lambda row: row.id)

    @cached_property
    def rosters(self) -> DataLoader[UUID, AidRoster | None]:
        """By id."""
        return self._one(aid.rosters, AidRoster.of, lambda row: row.id)

    @cached_property
    def runs(self) -> DataLoader[UUID, Run | None]:
        """By id."""
        return self._one(aid.runs, Run.of, lambda row: row.id)

    @cached_property
    def payments(self) -> DataLoader[UUID, Payment | None]:
        """By id."""
        return self._one(aid.payments, Payment.of, lambda row: row.id)

    @cached_property
    def accounts(self) -> DataLoader[funds.AccountKey, FundAccount | None]:
        """By (school, scheme, term)."""
        return self._one(funds.accounts, FundAccount.of, lambda row: row[:3])

    @cached_property
    def students(self) -> DataLoader[UUID, Student | None]:
        """By id."""
        return DataLoader(self._students)

    @cached_property
    def events(self) -> DataLoader[int, LedgerEvent | None]:
        """By position."""
        return DataLoader(self._events)

    @cached_property
    def looks(self) -> DataLoader[UUID, None]:
        """Puts a look at a person on record; await it before the person's data is given out."""
        return DataLoader(self._looks)

    @cached_property
    def periods(self) -> DataLoader[str, list[registry.PeriodRow]]:
        """Timelines by the enrolment's id."""
        return self._many(registry.periods, lambda row, _: row, lambda row: row.enrolment)

    @cached_property
    def enrolments_of(self) -> DataLoader[UUID, list[Enrolment]]:
        """Visible enrolments by person."""
        return self._many(self._enrolments_of, Enrolment.of, lambda row: row.student)

    @cached_property
    def allocations_of(self) -> DataLoader[funds.AccountKey, list[Allocation]]:
        """By (school, scheme, term)."""
        return self._many(funds.allocations, Allocation.of, lambda row: row[1:4])

    @cached_property
    def payments_of_student(self) -> DataLoader[Wanted, list[aid.PaymentRow]]:
        """Wanted: scheme, after, limit."""
        return self._pages(self._payments_of_students, lambda row: row.student)

    @cached_property
    def payments_of_run(self) -> DataLoader[Wanted, list[aid.PaymentRow]]:
        """Wanted: after, limit."""
        return self._pages(self._at(aid.payments_of_runs), lambda row: row.run)

    @cached_property
    def lines_of_run(self) -> DataLoader[UUID, Sequence[RunLine]]:
        """A run's lines as its draft recorded them: they are in no table, the log has them."""
        return DataLoader(self._lines_of_runs)

    @cached_property
    def entries_of_roster(self) -> DataLoader[Wanted, list[lines.EntryRow]]:
        """Wanted: after, limit."""
        return self._pages(self._at(lines.entries), lambda row: row.parent)

    @cached_property
    def left_out_of_roster(self) -> DataLoader[Wanted, list[lines.ExclusionRow]]:
        """Wanted: after, limit."""
        return self._pages(self._at(lines.left_out_of_rosters), lambda row: row.parent)

    @cached_property
    def left_out_of_run(self) -> DataLoader[Wanted, list[lines.ExclusionRow]]:
        """Wanted: after, limit."""
        return self._pages(self._at(lines.left_out_of_runs), lambda row: row.parent)

    @cached_property
    def history_of_student(self) -> DataLoader[Wanted, list[tuple[UUID, int]]]:
        """Wanted: after, limit. Gives (person, position)."""
        return self._pages(self._history_of_persons, lambda row: row[0])

    @cached_property
    def positions_of_stream(self) -> DataLoader[UUID, list[int]]:
        """The positions of a stream's events."""
        return self._many(histories.of_streams, lambda row, _: row[1], lambda row: row[0])

    async def overpayment(self, id: UUID) -> Overpayment | None:
        """What was overpaid of a payment; None if nothing was."""
        payment = await self.payments.load(id)
        return Overpayment.of(payment) if payment and payment.row.overpaid else None

    async def events_at(self, positions: Sequence[int]) -> list[LedgerEvent]:
        """The events at positions of the log, in that order."""
        return [event for event in await self.events.load_many(positions) if event is not None]

    async def history_of_stream(self, stream: UUID) -> list[LedgerEvent]:
        """Every event of a stream, oldest first."""
        return await self.events_at(await self.positions_of_stream.load(stream))

    async def _students(self, ids: list[UUID]) -> list[Student | None]:
        rows = await registry.students(self.pool, ids, self.at)
        keys = await self.context.ledger.keys_of(row.id for row in rows)
        visible = await self.context.schools(self.at)
        found = {row.id: Student.of(row, keys.get(row.id), self.at, _is_theirs(row, visible)) for row in rows}
        return [found.get(id) for id in ids]

    async def _events(self, positions: list[int]) -> list[LedgerEvent | None]:
        within = [position for position in positions if position <= self.at]
        rows = await self.context.ledger.rows_at(within) if within else {}
        decode = self.context.ledger.codec.decode
        found = {at: LedgerEvent.of(decode(row), row["recorded_at"], self.at) for at, row in rows.items()}
        return [found.get(position) for position in positions]

    async def _lines_of_runs(self, ids: list[UUID]) -> list[Sequence[RunLine]]:
        if len(ids) > MOST_DRAFTS:
            raise ClientError(
                f"Lines can be read of {MOST_DRAFTS} runs at a time.", RequestCode.TOO_COMPLEX, ["first"]
            )
        found: dict[UUID, Sequence[RunLine]] = {}
        async for events in self.context.ledger.streams(ids):
            if isinstance(events[0], RunDrafted):
                found[events[0].originator_id] = [RunLine(*line) for line in events[0].lines]
        return [found.get(id, ()) for id in ids]

    async def _looks(self, persons: list[UUID]) -> list[None]:
        context = self.context
        await record_access(context.ledger, context.viewer.name, context.operation, persons)
        return [None for _ in persons]

    async def _enrolments_of(
        self, pool: Any, persons: Iterable[UUID], at: int
    ) -> list[registry.EnrolmentRow]:
        return await registry.enrolments_of(pool, persons, await self.context.schools(at), at)

    async def _payments_of_students(self, students: list[UUID], *wanted: Any) -> list[aid.PaymentRow]:
        visible = await self.context.schools(self.at)
        return await aid.payments_of_students(self.pool, students, visible, self.at, *wanted)

    async def _history_of_persons(self, persons: list[UUID], *wanted: Any) -> list[tuple[UUID, int]]:
        visible = await self.context.schools(self.at)
        return await histories.of_persons(self.pool, persons, visible, self.at, *wanted)

    def _at(self, read: Callable[..., Awaitable[list[T]]]) -> Callable[..., Awaitable[list[T]]]:
        return lambda parents, *wanted: read(self.pool, parents, self.at, *wanted)

    def _one(
        self,
        read: Callable[..., Awaitable[Sequence[Any]]],
        make: Callable[[Any, int], T],
        key: Callable[[Any], K],
    ) -> DataLoader[K, T | None]:
        async def batch(keys: list[K]) -> list[T | None]:
            found = {key(row): make(row, self.at) for row in await read(self.pool, keys, self.at)}
            return [found.get(wanted) for wanted in keys]

        return DataLoader(batch)

    def _many(
        self,
        read: Callable[..., Awaitable[Sequence[Any]]],
        make: Callable[[Any, int], T],
        key: Callable[[Any], K],
    ) -> DataLoader[K, list[T]]:
        async def batch(keys: list[K]) -> list[list[T]]:
            found: dict[K, list[T]] = {wanted: [] for wanted in keys}
            for row in await read(self.pool, keys, self.at):
                found[key(row)].append(make(row, self.at))
            return list(found.values())

        return DataLoader(batch)

    def _pages(
        self, read: Callable[..., Awaitable[Sequence[T]]], parent: Callable[[T], UUID]
    ) -> DataLoader[Wanted, list[T]]:
        """Parents that want the same page, as the rows of one list do, are read in one statement."""

        async def batch(keys: list[Wanted]) -> list[list[T]]:
            found: dict[Wanted, list[T]] = {wanted: [] for wanted in keys}
            for page in dict.fromkeys(wanted[1] for wanted in keys):
                for row in await read([who for who, its in keys if its == page], *page):
                    found[parent(row), page].append(row)
            return list(found.values())

        return _Pages(batch, self.context)


class _Pages(DataLoader[Wanted, list[T]]):
    """Counts each page as often as it is shown, not as often as it is read: a run's payments name the run again."""

    def __init__(self, batch: Callable[[list[Wanted]], Awaitable[list[list[T]]]], context: Context) -> None:
        super().__init__(batch)
        self._context = context

    def load(self, key: Wanted) -> Awaitable[list[T]]:
        """Raises ClientError when all pages of the operation may come to too much."""
        self._context.nested_rows += key[1][-1]
        if self._context.nested_rows > MOST_ROWS:
            raise ClientError(
                f"The lists within lists may come to more than {MOST_ROWS} rows: ask for smaller pages.",
                RequestCode.TOO_COMPLEX,
                ["first"],
            )
        return super().load(key)


def _is_theirs(row: registry.StudentRow, visible: Sequence[str] | None) -> bool:
    """May the viewer see who it is? Not where a school only typed in the ID number of somebody else's student."""
    return visible is None or not row.approved_at or not set(row.approved_at).isdisjoint(visible)
