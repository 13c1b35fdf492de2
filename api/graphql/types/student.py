"""A student (学生), and what of the person may be shown to whom."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from api.graphql.arguments import After, First, Known, moment
from api.graphql.connection import Connection, connect
from api.graphql.enums import Scheme
from api.graphql.field import field
from api.graphql.global_id import encode
from api.graphql.info import Info
from api.graphql.keyset import page_of
from api.graphql.paging import ask
from api.graphql.types.enrolment import Enrolment
from api.graphql.types.ledger_event import LedgerEvent
from api.graphql.types.node import Node
from api.graphql.types.payment import Payment
from api.language import say
from domain.ledger.privacy import unseal_known
from domain.registry import id_number, student_number
from domain.vocabulary import Role
from projections.registry.queries import StudentRow

ERASED = "(erased)"
WITHHELD = "(enrolled elsewhere)"

Text = str | None


@strawberry.type(
    description="学生: a person with one enrolment or several. Only what lies in your scope is shown."
)
class Student(Node):
    """key: of the person's sealed data, None when it was destroyed.

    theirs: the person is a student, or is yet to become one, of a school in the viewer's scope.
    """

    erased: bool = strawberry.field(
        description="已删除: the personal data was erased for ever; events and amounts remain."
    )
    row: strawberry.Private[StudentRow]
    key: strawberry.Private[bytes | None]
    theirs: strawberry.Private[bool]

    @classmethod
    def of(cls, row: StudentRow, key: bytes | None, at: int, theirs: bool) -> Student:
        """The person of one row."""
        id = strawberry.ID(encode("Student", str(row.id)))
        return cls(id=id, at=at, erased=key is None, row=row, key=key, theirs=theirs)

    def schools(self) -> Sequence[str | None]:
        return self.row.schools

    @field(
        "姓名: the name; a placeholder for the erased, and where your school only holds a second record.", str
    )
    def name(self, info: Info) -> str | Awaitable[Text]:
        """Never masked, so an auditor's look is on record."""
        if self.key is None:
            return say(ERASED, info.context.language)
        if not self.theirs:
            return say(WITHHELD, info.context.language)
        return self._shown(info, self._unsealed(self.row.name))

    @field("身份证件号: the ID number, masked for roles that do not need it; empty when erased.", str)
    def id_number(self, info: Info) -> str | Awaitable[Text]:
        """18 characters, or the first six and the last four."""
        number = self._unsealed(self.row.id_number)
        if not (info.context.viewer.sees_identity and self.theirs):
            return id_number.mask(number)
        return self._shown(info, number)

    @field(
        (
            "学籍号: G and the ID number once a registration is approved, before that the temporary number "
            "(L and 18 characters); masked as the ID number is; null when erased."
        ),
        str | None,
    )
    def student_number(self, info: Info) -> Text | Awaitable[Text]:
        """Kept for life."""
        number = self._number() if self.theirs else None
        if number and not info.context.viewer.sees_identity:
            number = student_number.mask(number)
        return self._shown(info, number) if number else None

    @field("学籍: the enrolments at schools in your scope, the earliest first.")
    async def enrolments(self, info: Info) -> list[Enrolment]:
        """By their number."""
        return await info.context.loaders(self.at).enrolments_of.load(self.row.id)

    @field("发放记录: payments by schools in your scope, by month.")
    async def payments(
        self,
        info: Info,
        scheme: Annotated[Scheme | None, strawberry.argument(description="资助项目: only of it.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Payment]:
        """One page."""
        filters = {"student": self.id, "scheme": scheme}
        asked, at = ask("Student.payments", filters, first, after, self.at, str, UUID)
        pages = info.context.loaders(at).payments_of_student
        rows = await pages.load((self.row.id, (scheme, asked.after, asked.size + 1)))
        page = page_of(rows, asked.size, lambda row: (row.month, str(row.id)))
        return connect(asked, page, lambda row: Payment.of(row, at))

    @field("历史: everything that happened to this person, in the order recorded, as far as you may see it.")
    async def history(
        self, info: Info, as_of: Known = None, first: First = None, after: After = None
    ) -> Connection[LedgerEvent]:
        """One page."""
        asked, at = ask(
            "Student.history",
            {"student": self.id},
            first,
            after,
            await moment(info.context, as_of, self.at),
            int,
        )
        loaders = info.context.loaders(at)
        found = await loaders.history_of_student.load((self.row.id, (asked.after, asked.size + 1)))
        page = page_of(
            await loaders.events_at([position for _, position in found]),
            asked.size,
            lambda event: (event.position,),
        )
        return connect(asked, page, lambda event: event)

    def _unsealed(self, sealed: str | None) -> str:
        keys = {self.row.id: self.key} if self.key else {}
        return unseal_known(keys, self.row.id, sealed) or ""

    def _number(self) -> str:
        if not self.row.approved_at:
            return self._unsealed(self.row.temporary_number)
        number = self._unsealed(self.row.id_number)
        return f"G{number}" if number else ""

    def _shown(self, info: Info, text: str) -> str | Awaitable[Text]:
        """The text; for an auditor, as soon as the look is on record."""
        if not text or not info.context.viewer.has_role(Role.AUDITOR):
            return text
        return _recorded(info.context.loaders(self.at).looks.load(self.row.id), text)


async def _recorded(look: Awaitable[None], text: str) -> str:
    await look
    return text
