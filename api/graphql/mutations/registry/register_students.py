"""registerStudents."""

from typing import Annotated

import strawberry

from api.graphql.info import Info
from api.graphql.mutations.keyed import INPUT, Keyed
from api.graphql.mutations.outcome import Outcome, outcome_of
from api.graphql.mutations.payload import Payload
from api.graphql.mutations.registry.new_student import NewStudent
from api.graphql.mutations.user_error import UserError
from api.graphql.types.enrolment import Enrolment
from domain.registry import register_students as domain


@strawberry.input(description="学籍注册: students of one school; each line stands or falls alone.")
class RegisterStudentsInput(Keyed):
    """The contract's RegisterStudentsInput."""

    school_code: str = strawberry.field(description="学校标识码: the school that registers them.")
    students: list[NewStudent] = strawberry.field(description="学生: 1 to 1,000 lines.")

    def command(self) -> domain.RegisterStudents:
        """What the domain is asked."""
        return domain.RegisterStudents(
            idempotency_key=self.idempotency_key,
            school_code=self.school_code,
            students=[student.line() for student in self.students],
        )


@strawberry.type(description="单行注册结果: what became of one line.")
class RegisterStudentResult:
    """The contract's RegisterStudentResult."""

    index: int = strawberry.field(description="行序号: which line of the input, from 0.")
    enrolment: Enrolment | None = strawberry.field(
        description="学籍: PENDING as registered, or HELD when the person is enrolled elsewhere; null when it fell."
    )
    errors: list[UserError] = strawberry.field(description="业务拒绝: why the line fell or is held.")


@strawberry.type(description="学籍注册的结果: one result a line, in the order of the input.")
class RegisterStudentsPayload(Payload):
    """The contract's RegisterStudentsPayload."""

    results: list[RegisterStudentResult] = strawberry.field(
        description="逐行结果: one a line; empty when the whole batch was refused."
    )


async def register_students(
    info: Info, given: Annotated[RegisterStudentsInput, INPUT]
) -> RegisterStudentsPayload:
    """学籍注册: register students, up to 1,000 at once. Role REGISTRAR. The authority approves them then."""
    outcome = await outcome_of(info, domain.register_students, given.command())
    return RegisterStudentsPayload(
        results=await _results(outcome), position=outcome.position, errors=outcome.errors
    )


async def _results(outcome: Outcome) -> list[RegisterStudentResult]:
    lines = outcome.answer.results if outcome.answer else ()
    known = dict.fromkeys(line.enrolment for line in lines if line.enrolment)
    enrolments = dict(zip(known, await outcome.many("enrolment", known), strict=True))
    return [
        RegisterStudentResult(
            index=index,
            enrolment=enrolments.get(line.enrolment),
            errors=outcome.refusals(line.errors, "students", str(index)),
        )
        for index, line in enumerate(lines)
    ]
