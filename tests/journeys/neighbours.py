"""Three schools, two of them in one city, with the same history and nothing else in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.support.people import holder, id_number
from tests.support.server import Served
from tests.support.story import Story, payment_of, person_of

URBAN: dict[str, Any] = {"hukou": "URBAN", "major_code": "090100", "agricultural_major": False}


@dataclass
class School:
    """One school. marks: what nobody may read who may not see it. ids: one node of each kind."""

    code: str
    division: str
    fen: int
    first: int
    marks: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)
    enrolment: str = ""

    @property
    def number(self) -> str:
        """The ID number of the student who is paid."""
        return id_number(self.first)


def quoted(id: str) -> str:
    """As it stands in an answer: one id may be the beginning of another."""
    return f'"{id}"'


def neighbours() -> list[School]:
    """Not told yet."""
    return [
        School("3637000001", "371525", 11_111_11, 100),
        School("3637000002", "371502", 22_222_22, 200),
        School("3637000003", "370102", 33_333_33, 300),
    ]


async def tell(served: Served) -> list[School]:
    """To each the same happens: one is paid and leaves, one stays, one left before, one is not covered."""
    schools = neighbours()
    for school in schools:
        await _tell(served.story, school)
    for row in await served.ledger.page(0, 10_000):
        event = served.ledger.codec.decode(row)
        owner = next(school for school in schools if school.code == event.school)
        owner.ids["LedgerEvent"] = encode("LedgerEvent", str(event.position))
        owner.marks.add(quoted(owner.ids["LedgerEvent"]))
    return schools


async def _tell(story: Story, school: School) -> None:
    story.people, code = school.first, school.code
    await story.school(code, school.division)
    paid, stays, left = await story.students(3, code)
    [urban] = await story.students(1, code, **URBAN)
    await story.change(left, "WITHDRAW", "2015-09-01", code)
    roster = await story.roster(code)
    await story.allocation(school.fen, school=code)
    run = await story.run(school=code)
    await story.bank(run)
    change = await story.change(paid, "WITHDRAW", "2015-09-01", code)
    school.enrolment = paid
    payment = str(payment_of(paid))
    school.ids = {
        "School": encode("School", code),
        "Student": encode("Student", str(person_of(paid))),
        "Enrolment": encode("Enrolment", paid),
        "StatusChange": encode("StatusChange", change),
        "AidRoster": encode("AidRoster", str(roster)),
        "Run": encode("Run", str(run.id)),
        "Payment": encode("Payment", payment),
        "Overpayment": encode("Overpayment", payment),
    }
    everybody = (paid, stays, left, urban)
    school.marks |= {code, f"学校{code}", str(roster), str(run.id), payment}
    school.marks |= {quoted(id) for id in school.ids.values()}
    school.marks |= {f"𬱖学生{school.first + n}" for n in range(4)} | {
        id_number(school.first + n) for n in range(4)
    }
    school.marks |= {str(person_of(enrolment)) for enrolment in everybody}
    school.marks |= {quoted(encode("Enrolment", enrolment)) for enrolment in everybody}
    school.marks |= {quoted(encode("Student", str(person_of(enrolment)))) for enrolment in everybody}


def seen_by(by: Mandate, schools: list[School]) -> list[School]:
    """Those of the schools that lie in somebody's scope, by rules §10 and nothing else."""
    return [
        school
        for school in schools
        if any(scope == school.code or school.division.startswith(scope) for scope in by.scopes)
    ]


def viewers(roles: tuple[str, ...]) -> list[Mandate]:
    """Each role at a school, in a county, a city and the province; in two places, and where there is nothing."""
    scopes = ["3637000001", "3637000003", "371502", "370102", "3715", "3701", "37", "3637000009", "3702"]
    several = [Mandate(f"{role} of two", (Role(role),), ("3637000002", "3701")) for role in roles]
    return [holder(role, scope) for role in roles for scope in scopes] + several
