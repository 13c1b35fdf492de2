"""A key that is damaged on the disk hides one person, names itself to the operator and stops nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from api.graphql.relay.global_id import encode
from tests.journeys.test_who_sees_an_id_number import WAYS
from tests.support.keys import damage_key
from tests.support.people import holder, id_number
from tests.support.server import Served
from tests.support.story import SCHOOL, person_of

REGISTRAR = holder("REGISTRAR", SCHOOL)
DAMAGED = {"name": "(unreadable)", "idNumber": "", "studentNumber": None}


@pytest.fixture
async def persons(served: Served) -> list[UUID]:
    """Two who were paid and are about to rest; the key of the first is damaged."""
    await served.story.school()
    enrolments = await served.story.students(2)
    await served.story.roster()
    await served.story.allocation()
    await served.story.bank(await served.story.run())
    for enrolment in enrolments:
        await served.story.requested(enrolment, "SUSPEND", "2016-03-01")
    found = [person_of(enrolment) for enrolment in enrolments]
    await damage_key(served.ledger, found[0])
    now = str(await served.ledger.position())
    await served.data(REGISTRAR, "{ ledger { position } }", ledger_position=now)
    return found


@pytest.mark.parametrize("way", WAYS)
async def test_it_is_a_placeholder_wherever_the_person_is_met(
    served: Served, persons: list[UUID], way: str
) -> None:
    variables = "($n: String!)" if "$n" in WAYS[way] else ""
    answer = await served.data(
        REGISTRAR, f"query{variables} {{ {WAYS[way]} }}", {"n": id_number(0)} if variables else None
    )
    shown = [one for one in _persons(answer) if one["idNumber"] != id_number(1)]
    assert shown
    assert [one for one in shown if one != DAMAGED] == []
    others = {one["name"] for one in _persons(answer) if one not in shown}
    assert others == (set() if way == "by number" else {"𬱖学生1"})


def _persons(answer: Any) -> list[Any]:
    """Whoever is named anywhere in it."""
    if isinstance(answer, list):
        return [found for part in answer for found in _persons(part)]
    if isinstance(answer, dict) and "idNumber" not in answer:
        return [found for part in answer.values() for found in _persons(part)]
    return [answer] if isinstance(answer, dict) else []


@pytest.mark.parametrize("wrapped", [b"", b"\xff", b"\0" * 12, b"\0" * 500])
async def test_however_it_is_damaged_and_the_person_does_not_count_as_erased(
    served: Served, persons: list[UUID], wrapped: bytes
) -> None:
    await damage_key(served.ledger, persons[0], wrapped)
    query = f'{{ student(id: "{encode("Student", str(persons[0]))}") {{ name erased }} }}'
    found = await served.data(REGISTRAR, query, accept_language="zh")
    assert found["student"] == {"name": "（无法读取）", "erased": False}


async def test_registering_the_person_again_is_refused_in_a_sentence_and_the_others_go_in(
    served: Served, persons: list[UUID]
) -> None:
    await served.story.school("3637000002")
    results = await served.done(
        holder("REGISTRAR", "3637000002"),
        "registerStudents",
        "results { enrolment { id } errors { code message path } }",
        schoolCode="3637000002",
        students=[_line(0), _line(2)],
    )
    refused, registered = results["results"]
    assert (refused["enrolment"], registered["errors"]) == (None, [])
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("PERSON_UNREADABLE", ["students", "0"])
    ]
    assert "aid-ledger verify" in refused["errors"][0]["message"]


def _line(sequence: int) -> dict[str, Any]:
    return {
        "idNumber": id_number(sequence),
        "name": f"𬱖学生{sequence}",
        "hukou": "RURAL",
        "originDivisionCode": "371525",
        "majorCode": "010100",
        "majorName": "设施农业技术",
        "entryDate": "2015-09-01",
        "years": 3,
    }
