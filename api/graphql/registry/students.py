"""Students (学生): persons, their enrolments, and who may see which of their personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.enums import Scheme
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, field, of_all, query
from api.graphql.loaders import Many
from api.graphql.log.events import Place
from api.graphql.registry.enrolments import Enrolment
from api.graphql.relay.filters import Filter
from api.graphql.relay.global_id import encode
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.listing import AS_OF, nested
from api.graphql.relay.node import Node, at_of, find, find_by_key, node
from api.graphql.relay.reads import visible
from api.graphql.scope import in_scope
from api.language import say
from domain.ledger.privacy import unseal_known, unwrap_all
from domain.registry import id_number, student_number
from domain.registry.student import Student as Stream
from projections.aid import queries as aid
from projections.engine.conditions import Visible
from projections.histories import queries as histories
from projections.registry import queries

ERASED = "(erased)"
UNREADABLE = "(unreadable)"
WITHHELD = "(enrolled elsewhere)"


class Person(NamedTuple):
    """A person's row. key: of the sealed data, None when it is damaged, or was destroyed to erase the person.

    theirs: the person is a student, or is yet to become one, of a school in the viewer's scope. Not where a school
    only typed in the ID number of somebody else's student. temporary: the sealed number that a school in the viewer's
    scope gave, the first one that did.
    """

    row: queries.StudentRow
    key: bytes | None
    erased: bool
    theirs: bool
    temporary: str | None


async def _read(context: Context, ids: list[UUID], at: int) -> list[Person]:
    rows = await queries.students(context.reader.pool, ids, at)
    wrapped = ((row.id, row.wrapped) for row in rows if row.wrapped is not None)
    keys = unwrap_all(context.ledger.seals, wrapped)
    schools = await context.schools(at)
    return [
        Person(row, keys.get(row.id), row.id not in keys, _is_theirs(row, schools), _temporary(row, schools))
        for row in rows
    ]


def _is_theirs(row: queries.StudentRow, visible: Visible) -> bool:
    return not row.approved_at or in_scope(visible, row.approved_at)


def _temporary(row: queries.StudentRow, visible: Visible) -> str | None:
    return next((sealed for school, sealed in row.temporary if in_scope(visible, [school])), None)


async def _history(context: Context, persons: list[UUID], at: int, **wanted: Any) -> list[Place]:
    found = await visible(histories.of_persons)(context, persons, at, **wanted)
    return [Place(position, person) for person, position in found]


ENROLMENTS = Many(visible(queries.enrolments_of), lambda row: row.student, Enrolment.of)


async def _enrolments(students: Sequence[Student], info: Info) -> list[list[Enrolment]]:
    rows = info.context.loaders(at_of(students)).many(ENROLMENTS)
    return await rows.load_many([student.row.id for student in students])


@node("Student", key=uuid_key, read=_read, key_of=lambda person: person.row.id, stream=Stream.STREAM)
@strawberry.type(
    description="学生: a person with one enrolment or several. Only what lies in your scope is shown."
)
class Student(Node):
    erased: bool = strawberry.field(
        description="已删除: the personal data was erased for ever; events and amounts remain."
    )
    row: strawberry.Private[queries.StudentRow]
    key: strawberry.Private[bytes | None]
    theirs: strawberry.Private[bool]
    temporary: strawberry.Private[str | None]

    @classmethod
    def of(cls, person: Person, at: int) -> Student:
        row, key, erased, theirs, temporary = person
        id = strawberry.ID(encode("Student", str(row.id)))
        return cls(id=id, at=at, erased=erased, row=row, key=key, theirs=theirs, temporary=temporary)

    def schools(self) -> Sequence[str | None]:
        return self.row.schools

    @field(
        "姓名: the name; a placeholder for the erased, where it cannot be read any more, and where your school only "
        "holds a second record."
    )
    def name(self, info: Info) -> str:
        if self.erased:
            return say(ERASED, info.context.language)
        if not self.theirs:
            return say(WITHHELD, info.context.language)
        name = self._unsealed(self.row.name)
        return self._shown(info, name) if name else say(UNREADABLE, info.context.language)

    @field(
        "身份证件号: the ID number, masked for roles that do not need it; empty when erased, "
        "and for a person who has none."
    )
    def id_number(self, info: Info) -> str:
        """18 characters, or the first six and the last four."""
        number = student_number.id_number_in(self._unsealed(self.row.id_number))
        if not (info.context.viewer.sees_identity and self.theirs):
            return id_number.mask(number)
        return self._shown(info, number)

    @field(
        "学籍号: G and the ID number once a registration is approved, before that the temporary number "
        "(L and 18 characters, as a school in your scope gave it); J and 18 characters for a person without an ID "
        "number; masked as the ID number is; "
        "null when erased."
    )
    def student_number(self, info: Info) -> str | None:
        number = self._number() if self.theirs else None
        if number and not info.context.viewer.sees_identity:
            return student_number.mask(number)
        return self._shown(info, number) if number else None

    enrolments = of_all(
        "学籍: the enrolments at schools in your scope, the earliest first.", list[Enrolment], _enrolments
    )
    payments = nested(
        "Student.payments",
        "发放记录: payments by schools in your scope, by month.",
        "Payment",
        visible(aid.payments_of_students),
        ["month", "id"],
        Filter("scheme", Scheme | None, "资助项目: only of this scheme.", "scheme"),
        parent="student",
    )
    history = nested(
        "Student.history",
        "历史: everything that happened to this person, in the order recorded, as far as you may see it.",
        "LedgerEvent",
        _history,
        ["position"],
        AS_OF,
        named_by="position",
    )

    def _unsealed(self, sealed: str | None) -> str:
        keys = {self.row.id: self.key} if self.key else {}
        return unseal_known(keys, self.row.id, sealed) or ""

    def _number(self) -> str:
        kept = self._unsealed(self.row.id_number)
        if student_number.id_number_in(kept) and not self.row.approved_at:
            return self._unsealed(self.temporary)
        return student_number.of(kept) if kept else ""

    def _shown(self, info: Info, text: str) -> str:
        """The text, which will be on record as having been seen."""
        if text:
            info.context.looked_at.add(self.row.id)
        return text


@query("学生: by one of the three; null when unknown or out of your scope.")
async def student(
    info: Info,
    id: Annotated[strawberry.ID | None, strawberry.argument(description="全局标识: the global id.")] = None,
    id_number: Annotated[
        str | None, strawberry.argument(description="身份证件号: the ID number, 18 characters.")
    ] = None,
    student_number: Annotated[
        str | None,
        strawberry.argument(description="学籍号: a formal student number, G or J and 18 characters."),
    ] = None,
) -> Student | None:
    if sum(given is not None for given in (id, id_number, student_number)) != 1:
        raise ClientError(
            "Give exactly one of 'id', 'idNumber' and 'studentNumber'.", RequestCode.INVALID_INPUT
        )
    found: Student | None
    if id is not None:
        found = await find(info.context, id, "Student")
    else:
        person = await _person(info.context, id_number, student_number)
        found = await find_by_key(info.context, "Student", person)
    return found


async def _person(context: Context, number: str | None, student: str | None) -> UUID | None:
    """Found through the keyed hash of what the person is kept under; a number that is none finds nobody, nor does
    that of somebody who was erased.
    """
    try:
        found = id_number.normalise(number) if number is not None else _in(student or "")
    except ValueError:
        return None
    return await context.ledger.person_under(found) if found else None


def _in(number: str) -> str | None:
    return student_number.kept_as(number.strip().upper())
