"""GraphQL operations to try, with ids of the demonstration filled in; the texts are in operations/*.graphql."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from api.demonstration.desk import Desk
from api.demonstration.pupils import Pupil
from api.demonstration.settlement import LAST
from api.graphql.relay.global_id import encode
from domain.aid.payment import payment_id
from domain.registry.student import Student
from domain.vocabulary import Scheme

FILES = Path(__file__).with_name("operations")
PAID_AFTER_LEAVING = "2016-04"


class Operation(msgspec.Struct, frozen=True):
    """One operation: its file, whose first line is the question that it answers, and its variables."""

    file: Path
    variables: dict[str, Any]

    @property
    def question(self) -> str:
        return self.file.read_text("utf-8").partition("\n")[0].removeprefix("# ")


def operation(name: str, **variables: Any) -> Operation:
    return Operation(FILES / f"{name}.graphql", variables)


def student_global_id(desk: Desk, pupil: Pupil) -> str:
    return encode("Student", str(desk.person(pupil)))


async def five_to_try(desk: Desk) -> list[Operation]:
    """Around the student who left and was paid on."""
    leaver = desk.town.leaver
    person, student = desk.person(leaver), student_global_id(desk, leaver)
    payment = payment_id(person, Scheme.GRANT, PAID_AFTER_LEAVING)
    scheme, term, _ = LAST
    return [
        operation("payment", id=encode("Payment", str(payment))),
        operation("overpayments", schoolCode=leaver.school),
        operation("fund_account", schoolCode=desk.town.city.schools[0].code, scheme=scheme, term=str(term)),
        operation("status_as_of", id=student, on="2016-04-15", position=str(await _before_the_report(desk))),
        operation("events", stream=student),
    ]


async def _before_the_report(desk: Desk) -> int:
    """The position just before the leaving was recorded."""
    person = desk.person(desk.town.leaver)
    student = (await desk.read(Student, [person]))[person]
    return student.enrolments[1].changes[-1].position - 1
