"""Enrolments (学籍): one person's registered place at one school, and its status over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from api.graphql.arguments import AsOf, Known, moment
from api.graphql.enums import EnrolmentStatus
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, field, of_all
from api.graphql.loaders import Many
from api.graphql.relay.filters import Filter, code
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import part_key, person_of
from api.graphql.relay.listing import AS_OF, listing
from api.graphql.relay.node import Node, at_of, link, load_many, node
from api.graphql.relay.reads import known
from api.graphql.relay.school_link import school_link
from api.graphql.scope import in_scope
from domain.ledger.postgres.connections import Connections
from domain.policy.calendar import Month, study_year, today
from domain.policy.status import IN_REGISTRY
from projections.engine.conditions import Visible
from projections.registry import queries
from projections.registry.queries import EnrolmentRow, PeriodRow

TOO_EARLY = "The enrolment began on {since}; it has no status on {day}."
NOT_KNOWN = "The enrolment was not registered yet at position {position}."

PERIODS = Many(known(queries.periods), key=lambda row: row.enrolment)


@strawberry.type(description="学籍状态区间: the days of one status, by effect.")
class StatusPeriod:
    status: EnrolmentStatus = strawberry.field(description="学籍状态: the status.")
    since: dt.date = strawberry.field(name="from", description="起始日期: its first day.")
    until: dt.date | None = strawberry.field(
        description="截止日期: the first day after it; null while it lasts."
    )
    row: strawberry.Private[PeriodRow]
    at: strawberry.Private[int]

    event = link("LedgerEvent", "起始事件: the event that began it.", "row.event")

    @classmethod
    def of(cls, row: PeriodRow, at: int) -> StatusPeriod:
        return cls(status=EnrolmentStatus[row.status], since=row.since, until=row.until, row=row, at=at)


async def _statuses(
    enrolments: Sequence[Enrolment],
    info: Info,
    on: Annotated[
        dt.date | None, strawberry.argument(description="日期: the day; today in China when left out.")
    ] = None,
    as_of: Known = None,
) -> list[EnrolmentStatus]:
    day = on or today()
    return [_status_on(day, periods) for periods in (await _periods(enrolments, info, as_of))[0]]


def _status_on(day: dt.date, periods: Sequence[PeriodRow]) -> EnrolmentStatus:
    found = next((period.status for period in reversed(periods) if period.since <= day), None)
    if found is None:
        since = periods[0].since.isoformat()
        raise ClientError(TOO_EARLY, RequestCode.INVALID_INPUT, ["on"], since=since, day=day.isoformat())
    return EnrolmentStatus[found]


async def _timelines(
    enrolments: Sequence[Enrolment], info: Info, as_of: Known = None
) -> list[list[StatusPeriod]]:
    periods, at = await _periods(enrolments, info, as_of)
    # Whom only a transfer led here: of each period there the event decides.
    schools = await info.context.schools(at_of(enrolments))
    strange = [not in_scope(schools, each.schools()) for each in enrolments]
    hidden = {row.event for rows, other in zip(periods, strange, strict=True) if other for row in rows}
    if hidden:
        hidden -= {event.position for event in await load_many(info.context, "LedgerEvent", hidden, at)}
    return [[StatusPeriod.of(row, at) for row in rows if row.event not in hidden] for rows in periods]


async def _periods(
    enrolments: Sequence[Enrolment], info: Info, as_of: AsOf | None
) -> tuple[list[list[PeriodRow]], int]:
    """The periods of each enrolment, and the position as of which they are known."""
    at = await moment(info.context, as_of, at_of(enrolments))
    periods = await info.context.loaders(at).many(PERIODS).load_many([each.row.id for each in enrolments])
    if not all(periods):
        raise ClientError(NOT_KNOWN, RequestCode.INVALID_INPUT, ["asOf"], position=at)
    return periods, at


@node("Enrolment", key=part_key, read=known(queries.enrolments), history=person_of)
@strawberry.type(description="学籍: one person's registered place at one school, with a status over time.")
class Enrolment(Node):
    major_code: str = strawberry.field(description="专业代码: the major studied, six digits.")
    major_name: str = strawberry.field(description="专业名称: the major's name, as registered.")
    class_name: str | None = strawberry.field(description="班级: the class.")
    entry_date: dt.date = strawberry.field(description="入学日期: from which study years are counted.")
    row: strawberry.Private[EnrolmentRow]

    student = link("Student", "学生: the person.", "row.student")
    school = school_link("学校: the school.")

    @classmethod
    def of(cls, row: EnrolmentRow, at: int) -> Enrolment:
        return cls(
            id=strawberry.ID(encode("Enrolment", row.id)),
            at=at,
            major_code=row.major_code,
            major_name=row.major_name,
            class_name=row.class_name,
            entry_date=row.entry_date,
            row=row,
        )

    def schools(self) -> Sequence[str | None]:
        return (self.row.school,)

    status = of_all(
        "学籍状态: the status on a day, by effect (on) and by what was known (asOf). A day before the enrolment "
        "began, or a position before it was registered, is an error.",
        EnrolmentStatus,
        _statuses,
    )

    @field(
        "学年级: the study year of a month, 1 + school years since entry − grades repeated; null before entry."
    )
    def study_year(
        self, month: Annotated[Month, strawberry.argument(description="月份: the month in question.")]
    ) -> int | None:
        if month < Month.of(self.entry_date):
            return None
        repeated = self.row.repeated + sum(day <= month.last_day for day in self.row.repeats)
        return study_year(self.entry_date, month, repeated)

    timeline = of_all(
        "学籍状态沿革: periods of one status each, by effect, as known at asOf; to a school that decides on a transfer "
        "those whose event it may see.",
        list[StatusPeriod],
        _timelines,
    )


async def _roster(
    pool: Connections, visible: Visible, at: int, *, school: str, **wanted: Any
) -> list[EnrolmentRow]:
    if visible is not None and school not in visible:
        return []
    return await queries.roster(pool, school, at, **wanted)


roster = listing(
    "roster",
    "在籍名册: who was in which status on a day, by effect (on) and by what was known (asOf), by enrolment.",
    Enrolment,
    _roster,
    ["id"],
    code("school_code", "学校标识码: the school, ten digits.", "school", 10, type=str),
    Filter("on", dt.date, "日期: the day.", "on"),
    AS_OF,
    Filter(
        "statuses",
        list[EnrolmentStatus] | None,
        "学籍状态: these; left out, those in the registry.",
        "statuses",
        lambda given: sorted(IN_REGISTRY if given is None else set(given)),
    ),
    code("major_code", "专业代码: only of this major, six digits.", "major", 6),
)
