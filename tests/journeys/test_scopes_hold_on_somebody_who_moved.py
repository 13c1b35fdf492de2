"""One student, two schools in two cities: each sees its own part of the person, whoever sees both sees all of it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.subscribers import over_socket, positions_of
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import payment_of, person_of

LEFT, ENTERED = "3637000001", "3637000003"
DIVISIONS = {LEFT: "371525", ENTERED: "370102"}
VIEWERS: tuple[tuple[Mandate, set[str]], ...] = (
    (holder("PRINCIPAL", LEFT), {LEFT}),
    (holder("AUDITOR", "3715"), {LEFT}),
    (holder("PRINCIPAL", ENTERED), {ENTERED}),
    (holder("FINANCE", "3701"), {ENTERED}),
    (holder("AUDITOR", "37"), {LEFT, ENTERED}),
    (Mandate("两地", (Role.INSPECTOR,), (LEFT, "3701")), {LEFT, ENTERED}),
    (holder("AUDITOR", "3702"), set()),
)
PART = """query ($student: ID!, $left: ID!, $entered: ID!, $first: ID!, $second: ID!) {
  student(id: $student) { enrolments { id school { code } } payments { edges { node { id school { code } } } }
    history { edges { node { position } } } }
  payments(studentId: $student) { edges { node { id } } }
  stream: events(stream: $student, first: 200) { edges { node { position } } }
  events(first: 200) { edges { node { position } } }
  left: node(id: $left) { id } entered: node(id: $entered) { id }
  first: payment(id: $first) { id } second: payment(id: $second) { id } }"""


@pytest.fixture
async def mover(served: Served) -> str:
    """Paid for September at one school, moved in April, paid for April at the other."""
    story = served.story
    for school, division in DIVISIONS.items():
        await story.school(school, division)
    mover, _ = await story.students(2, LEFT)
    for term in ("2015-AUTUMN", "2016-SPRING"):
        await story.roster(LEFT, term=term)
        await story.allocation(school=LEFT, term=term)
    await story.bank(await story.run("2015-09", LEFT))
    await story.change(mover, "TRANSFER", "2016-04-01", LEFT, to_school_code=ENTERED)
    await story.roster(ENTERED, term="2016-SPRING")
    await story.allocation(school=ENTERED, term="2016-SPRING")
    await story.bank(await story.run("2016-04", ENTERED))
    return mover


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


async def test_each_sees_a_part(served: Served, mover: str) -> None:
    now = str(await served.ledger.position())
    person = person_of(mover)
    ids = {
        "student": encode("Student", str(person)),
        "left": encode("Enrolment", mover),
        "entered": encode("Enrolment", f"{person}.2"),
        "first": encode("Payment", str(payment_of(mover, "2015-09"))),
        "second": encode("Payment", str(payment_of(mover, "2016-04"))),
    }
    at = {"left": LEFT, "entered": ENTERED, "first": LEFT, "second": ENTERED}
    await served.data(VIEWERS[0][0], "{ ledger { position } }", ledger_position=now)
    about = "SELECT position FROM history WHERE student = $1"
    his = {row[0] for row in await served.ledger.pool.fetch(about, person)}
    for by, schools in VIEWERS:
        seen = await served.data(by, PART, ids)
        mine = {name: ids[name] if school in schools else None for name, school in at.items()}
        assert {name: seen[name] and seen[name]["id"] for name in at} == mine, by
        payments = [mine[name] for name in ("first", "second") if mine[name]]
        assert [payment["id"] for payment in nodes(seen["payments"])] == payments
        visible = await positions_of(served.ledger, by)
        assert [int(event["position"]) for event in nodes(seen["events"])] == visible
        assert {int(event["position"]) for event in nodes(seen["stream"])} <= his & set(visible)
        student = seen["student"]
        assert (student is not None) == bool(schools)
        if student:
            assert [one["id"] for one in student["enrolments"]] == [
                mine[name] for name in ("left", "entered") if mine[name]
            ]
            assert {one["school"]["code"] for one in student["enrolments"]} == schools
            assert [payment["id"] for payment in nodes(student["payments"])] == payments
            history = [int(event["position"]) for event in nodes(student["history"])]
            assert history == [position for position in visible if position in his]


async def test_each_is_told_of_a_part(served: Served, mover: str) -> None:
    for by, _ in VIEWERS:
        expected = await positions_of(served.ledger, by)
        async with aclosing(over_socket(served, by, since="0")) as events, asyncio.timeout(10):
            assert [int((await anext(events))["position"]) for _ in expected] == expected
