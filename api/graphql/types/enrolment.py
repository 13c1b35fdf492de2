"""An enrolment (学籍): one person's registered place at one school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.arguments import AsOf, Known, moment
from api.graphql.enums import EnrolmentStatus
from api.graphql.errors import ClientError, RequestCode
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.types.node import Node
from api.graphql.types.references import SchoolRef, StudentRef
from api.graphql.types.status_period import StatusPeriod
from api.language import say
from domain.policy.calendar import Month, study_year, today
from projections.registry.queries import EnrolmentRow, PeriodRow

if TYPE_CHECKING:
    from api.graphql.types.school import School
    from api.graphql.types.student import Student

TOO_EARLY = "The enrolment began on {since}; it has no status on {day}."
NOT_KNOWN = "The enrolment was not registered yet at position {position}."


@strawberry.type(description="学籍: one person's registered place at one school, with a status over time.")
class Enrolment(Node):
    """The contract's Enrolment."""

    major_code: str = strawberry.field(description="专业代码: the major studied, six digits.")
    major_name: str = strawberry.field(description="专业名称: the major's name, as registered.")
    class_name: str | None = strawberry.field(description="班级: the class.")
    entry_date: dt.date = strawberry.field(description="入学日期: from which study years are counted.")
    row: strawberry.Private[EnrolmentRow]

    @classmethod
    def of(cls, row: EnrolmentRow, at: int) -> Enrolment:
        """The enrolment of one row."""
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

    @field("学生: the person.", StudentRef)
    def student(self, info: Info) -> Awaitable[Student | None]:
        """As known when the enrolment was read."""
        return info.context.loaders(self.at).students.load(self.row.student)

    @field("学校: the school.", SchoolRef)
    def school(self, info: Info) -> Awaitable[School | None]:
        """As known when the enrolment was read."""
        return info.context.loaders(self.at).schools.load(self.row.school)

    @field(
        "学籍状态: the status on a day, by effect (on) and by what was known (asOf). A day before the enrolment "
        "began, or a position before it was registered, is an error."
    )
    async def status(
        self,
        info: Info,
        on: Annotated[
            dt.date | None, strawberry.argument(description="日期: the day; today in China when left out.")
        ] = None,
        as_of: Known = None,
    ) -> EnrolmentStatus:
        """Found in the timeline."""
        day = on or today()
        periods, _ = await self._periods(info, as_of)
        found = next((period.status for period in reversed(periods) if period.since <= day), None)
        if found is None:
            since = periods[0].since.isoformat()
            message = say(TOO_EARLY, info.context.language, since=since, day=day.isoformat())
            raise ClientError(message, RequestCode.INVALID_INPUT, ["on"])
        return EnrolmentStatus(found)

    @field(
        "学年级: the study year of a month, 1 + school years since entry − grades repeated; null before entry."
    )
    def study_year(
        self, month: Annotated[Month, strawberry.argument(description="月份: the month in question.")]
    ) -> int | None:
        """By what was known when the enrolment was read."""
        if month < Month.of(self.entry_date):
            return None
        repeated = self.row.repeated + sum(day <= month.last_day for day in self.row.repeats)
        return study_year(self.entry_date, month, repeated)

    @field("学籍状态沿革: periods of one status each, by effect, as known at asOf.")
    async def timeline(self, info: Info, as_of: Known = None) -> list[StatusPeriod]:
        """The first one first."""
        periods, at = await self._periods(info, as_of)
        return [StatusPeriod.of(period, at) for period in periods]

    async def _periods(self, info: Info, as_of: AsOf | None) -> tuple[Sequence[PeriodRow], int]:
        at = await moment(info.context, as_of, self.at)
        periods = await info.context.loaders(at).periods.load(self.row.id)
        if not periods:
            message = say(NOT_KNOWN, info.context.language, position=at)
            raise ClientError(message, RequestCode.INVALID_INPUT, ["asOf"])
        return periods, at
