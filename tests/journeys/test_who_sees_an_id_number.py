"""Who needs ID numbers sees them, everybody else a mask; and every look is on record before it is taken."""

from __future__ import annotations

from itertools import product
from typing import Any

import asyncpg
import pytest

from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.support.people import PROVINCE, holder, id_number
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL, person_of

NEED = {"REGISTRAR", "PRINCIPAL", "REGISTRY_AUTHORITY", "AUDITOR", "DATA_STEWARD"}
PERSON = "student { name idNumber studentNumber }"
ENROLLED = f"enrolment {{ {PERSON} }}"


def listed(field: str, shown: str) -> str:
    return f"{field} {{ edges {{ node {{ {shown} }} }} }}"


WAYS = {  # to a person
    "by number": "student(idNumber: $n) { name idNumber studentNumber }",
    "on the register": listed(f'roster(schoolCode: "{SCHOOL}", on: "2015-10-01")', PERSON),
    "of a payment": listed("payments", PERSON),
    "of a run": listed("runs", listed("payments", PERSON)),
    "on a list": listed("aidRosters", listed("entries", ENROLLED)),
    "in arrears": listed("arrears", ENROLLED),
    "of a change": listed("statusChanges", ENROLLED),
}
BY_NUMBER = f"query Q($n: String!) {{ {WAYS['by number']} }}"


@pytest.fixture
async def person(served: Served) -> str:
    """The only one at the only school; paid once, and about to rest."""
    await served.story.school()
    [enrolment] = await served.story.students(1)
    await served.story.roster()
    await served.story.allocation()
    await served.story.bank(await served.story.run())
    await served.story.requested(enrolment, "SUSPEND", "2016-03-01")
    now = str(await served.ledger.position())
    await served.data(holder("FINANCE"), "{ ledger { position } }", ledger_position=now)
    return str(person_of(enrolment))


async def looks(served: Served) -> list[tuple[str, str, list[str]]]:
    rows = await served.ledger.pool.fetch("SELECT actor, operation, persons FROM look ORDER BY at")
    return [(row["actor"], row["operation"], [str(one) for one in row["persons"]]) for row in rows]


@pytest.mark.parametrize("scope", [SCHOOL, COUNTY, "37"])
async def test_by_role_and_by_whatever_way(served: Served, person: str, scope: str) -> None:
    number = id_number(0)
    masked = f"{number[:6]}********{number[-4:]}"
    for role in Role:
        for way, asked in WAYS.items():
            variables = "($n: String!)" if "$n" in asked else ""
            answer = await served.data(
                holder(role, scope), f"query Q{variables} {{ {asked} }}", {"n": number}
            )
            shown = number if role in NEED else masked
            found: Any = {"name": "𬱖学生0", "idNumber": shown, "studentNumber": f"G{shown}"}
            assert _first(answer) == found, (role, way)
    each = [(holder(role, scope).name, "Q", [person]) for role in Role for _ in WAYS]
    assert await looks(served) == each


def _first(answer: Any) -> Any:
    """The person at the end of a chain of single fields."""
    while "name" not in answer:
        answer = answer[0] if isinstance(answer, list) else next(iter(answer.values()))
    return answer


async def test_one_who_is_an_auditor_too(served: Served, person: str) -> None:
    both = Mandate("两职", (Role.FINANCE, Role.AUDITOR), ("37",))
    [found] = (await served.data(both, BY_NUMBER, {"n": id_number(0)})).values()
    assert found["idNumber"] == id_number(0)
    assert await looks(served) == [("两职", "Q", [person])]


async def test_a_name_without_end_is_kept_as_far_as_anybody_reads(served: Served, person: str) -> None:
    await served.data(
        holder("AUDITOR"), BY_NUMBER.replace("query Q", f"query {'Q' * 2_000}"), {"n": id_number(0)}
    )
    assert await looks(served) == [(holder("AUDITOR").name, "Q" * 100, [person])]


async def test_no_record_no_look(served: Served, person: str, dsn: str) -> None:
    """What cannot be put on record is not shown."""
    owner = await asyncpg.connect(dsn, server_settings={"search_path": f"ledger_{PROVINCE}"})
    await owner.execute("ALTER TABLE look RENAME TO elsewhere")
    await owner.close()
    for role, field in product(sorted(NEED), ("name", "idNumber", "studentNumber")):
        query = BY_NUMBER.replace("name idNumber studentNumber", field)
        answer = await served.post(holder(role), query, {"n": id_number(0)})
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERNAL"]
        assert id_number(0) not in answer.text
        assert "学生" not in answer.text
