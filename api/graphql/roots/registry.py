"""Questions about schools and students."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from api.graphql.arguments import After, DivisionPrefix, First, Known, digits, moment, school_code
from api.graphql.connection import Connection, connect
from api.graphql.context import Context
from api.graphql.enums import EnrolmentStatus
from api.graphql.errors import ClientError, RequestCode
from api.graphql.field import field
from api.graphql.info import Info
from api.graphql.keys import code_key
from api.graphql.keyset import page_of
from api.graphql.listing import Listing
from api.graphql.node_lookup import find, find_by_key
from api.graphql.paging import ask
from api.graphql.types.enrolment import Enrolment
from api.graphql.types.school import School
from api.graphql.types.student import Student
from domain.policy.status import IN_REGISTRY
from domain.registry import id_number as id_numbers
from domain.registry import student_number as student_numbers
from projections.registry import queries

SCHOOLS = Listing("schools", (str,), lambda row: (row.code,), School.of)


@strawberry.type
class RegistryQueries:
    """Part of Query."""

    @field("学校: by its code; null when unknown or out of your scope.")
    async def school(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="学校标识码: ten digits.")],
    ) -> School | None:
        """As known now."""
        found: School | None = await find_by_key(info.context, "School", code_key(code))
        return found

    @field("学校列表: the schools in your scope, by code.")
    async def schools(
        self,
        info: Info,
        division_prefix: DivisionPrefix = None,
        first: First = None,
        after: After = None,
    ) -> Connection[School]:
        """One page."""
        division = digits(division_prefix, "divisionPrefix", 6)
        read = partial(queries.list_schools, division=division)
        now = await info.context.position()
        return await SCHOOLS.page(info.context, {"division": division}, first, after, now, read)

    @field("学生: by one of the three; null when unknown or out of your scope.")
    async def student(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID | None, strawberry.argument(description="全局标识: the global id.")
        ] = None,
        id_number: Annotated[
            str | None, strawberry.argument(description="身份证件号: the ID number, 18 characters.")
        ] = None,
        student_number: Annotated[
            str | None,
            strawberry.argument(description="学籍号: a formal student number, G and 18 characters."),
        ] = None,
    ) -> Student | None:
        """As known now."""
        if sum(given is not None for given in (id, id_number, student_number)) != 1:
            raise ClientError(
                "Give exactly one of 'id', 'idNumber' and 'studentNumber'.", RequestCode.INVALID_INPUT
            )
        found: Student | None
        if id is not None:
            found = await find(info.context, id, "Student")
        else:
            person = _person(info.context, id_number, student_number)
            found = await find_by_key(info.context, "Student", person)
        return found

    @field(
        "在籍名册: who was in which status on a day, by effect (on) and by what was known (asOf), by enrolment."
    )
    async def roster(
        self,
        info: Info,
        school_code: Annotated[str, strawberry.argument(description="学校标识码: the school, ten digits.")],
        on: Annotated[dt.date, strawberry.argument(description="日期: the day.")],
        as_of: Known = None,
        statuses: Annotated[
            list[EnrolmentStatus] | None,
            strawberry.argument(description="学籍状态: these; left out, those in the registry."),
        ] = None,
        major_code: Annotated[
            str | None, strawberry.argument(description="专业代码: only of this major, six digits.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Enrolment]:
        """One page."""
        context, school, major = info.context, _code(school_code), digits(major_code, "majorCode", 6)
        wanted = sorted(IN_REGISTRY if statuses is None else set(statuses))
        filters = {"school": school, "on": on, "statuses": wanted, "major": major}
        asked, at = ask("roster", filters, first, after, await moment(context, as_of), str)
        visible = await context.schools(at)
        if visible is not None and school not in visible:
            return connect(asked, page_of([], asked.size, lambda row: ()), lambda row: row)
        rows = await queries.roster(
            context.reader.pool, school, at, on, wanted, major, asked.after, asked.size + 1
        )
        page = page_of(rows, asked.size, lambda row: (row.id,))
        return connect(asked, page, lambda row: Enrolment.of(row, at))


def _code(text: str) -> str:
    return school_code(text) or ""


def _person(context: Context, id_number: str | None, student_number: str | None) -> UUID | None:
    """Found through the keyed hash of the ID number; a number that is none finds nobody."""
    try:
        number = id_numbers.normalise(id_number) if id_number is not None else _in(student_number or "")
    except ValueError:
        return None
    return context.ledger.seals.person(number) if number else None


def _in(student_number: str) -> str | None:
    return student_numbers.id_number_of(student_number.strip().upper())
