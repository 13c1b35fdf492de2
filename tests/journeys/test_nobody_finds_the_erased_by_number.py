"""Once somebody is erased, no number finds them, and nobody can learn by a number that they were there."""

from __future__ import annotations

from typing import Any

from tests.journeys.test_a_damaged_key_is_one_persons import _line as line
from tests.journeys.test_who_sees_an_id_number import listed
from tests.support.keys import erase
from tests.support.people import holder, id_number
from tests.support.server import Served
from tests.support.story import OTHER_SCHOOL, SCHOOL, person_of

ASKED = "($n: String, $s: String) { student(idNumber: $n, studentNumber: $s) { id name } }"
REGISTERED = "results { enrolment { student { name } } errors { code } warnings { code } }"
ROSTER = f'roster(schoolCode: "{SCHOOL}", on: "2015-10-01")'
EVERYWHERE = holder("DATA_STEWARD")


async def found(served: Served, sequence: int) -> list[Any]:
    """What a search by either number shows."""
    ways = ({"n": id_number(sequence)}, {"s": f"G{id_number(sequence)}"})
    now = str(await served.ledger.position())
    answers = [await served.data(EVERYWHERE, f"query {ASKED}", way, ledger_position=now) for way in ways]
    return [answer["student"] for answer in answers]


async def registered(served: Served, *sequences: int) -> list[Any]:
    given: dict[str, Any] = {"schoolCode": OTHER_SCHOOL, "students": [line(n) for n in sequences]}
    by = holder("REGISTRAR", OTHER_SCHOOL)
    payload = await served.done(by, "registerStudents", REGISTERED, **given)
    results: list[Any] = payload["results"]
    return results


async def test_no_search_finds_them_and_registering_the_number_tells_nothing(served: Served) -> None:
    await served.story.school()
    await served.story.school(OTHER_SCHOOL)
    [enrolment] = await served.story.students(1)
    assert [person["name"] for person in await found(served, 0)] == ["𬱖学生0"] * 2
    await erase(served.ledger, person_of(enrolment))
    assert await found(served, 0) == await found(served, 5) == [None, None]
    anew, newcomer = await registered(served, 0, 5)
    assert anew == {
        "enrolment": {"student": {"name": "𬱖学生0"}},
        "errors": newcomer["errors"],
        "warnings": newcomer["warnings"],
    }
    assert newcomer["errors"] == newcomer["warnings"] == []
    assert [person["name"] for person in await found(served, 0)] == ["𬱖学生0"] * 2


async def test_what_was_recorded_of_them_stays_where_it_was_and_is_nobodys(served: Served) -> None:
    await served.story.school()
    await served.story.school(OTHER_SCHOOL)
    [enrolment] = await served.story.students(1)
    await erase(served.ledger, person_of(enrolment))
    await registered(served, 0)
    query = f"{{ {listed(ROSTER, 'student { name erased }')} }}"
    now = str(await served.ledger.position())
    page = await served.data(EVERYWHERE, query, ledger_position=now)
    assert page["roster"]["edges"] == [{"node": {"student": {"name": "(erased)", "erased": True}}}]


async def test_a_number_may_be_erased_again(served: Served) -> None:
    await served.story.school()
    await served.story.school(OTHER_SCHOOL)
    for _ in range(3):
        await registered(served, 0)
        person = await served.ledger.person_under(id_number(0))
        assert person is not None
        await erase(served.ledger, person)
    assert await found(served, 0) == [None, None]
