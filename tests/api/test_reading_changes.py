"""Status changes as a list: whose, in which state, told how late; and how an event leads to its change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from domain.policy.calendar import today
from tests.api.asking import Asking, asking, nodes
from tests.support.people import holder
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, person_of

CHANGES = """query ($school: String, $states: [ChangeState!], $kinds: [ChangeKind!], $late: Boolean, $first: Int,
  $after: String) { statusChanges(schoolCode: $school, states: $states, kinds: $kinds, recordedLate: $late,
  first: $first, after: $after) { edges { node { id kind state } } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def test_changes_are_found_by_school_state_and_kind(ask: Asking, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL, "370102")
    moves, rests, waits = await story.students(3)
    [elsewhere] = await story.students(1, OTHER_SCHOOL)
    rested = await story.change(rests, "SUSPEND", "2015-10-01")
    moved = await story.change(moves, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)
    waiting = await story.requested(waits, "SUSPEND", "2015-10-01")
    other = await story.change(elsewhere, "SUSPEND", "2015-10-01", OTHER_SCHOOL)
    await ask.fold()

    async def found(scope: str = "37", **wanted: Any) -> list[str]:
        page = (await ask.data(CHANGES, holder("AUDITOR", scope), **wanted))["statusChanges"]
        return [node["id"] for node in nodes(page)]

    told = {"rested": rested, "moved": moved, "waiting": waiting, "other": other}
    ids = {name: encode("StatusChange", raw) for name, raw in told.items()}
    assert await found() == [ids["rested"], ids["moved"], ids["waiting"], ids["other"]]
    assert await found(SCHOOL) == [ids["rested"], ids["moved"], ids["waiting"]]
    assert await found(OTHER_SCHOOL) == [ids["moved"], ids["other"]]
    assert await found("3799") == []
    assert await found(school=OTHER_SCHOOL) == [ids["moved"], ids["other"]]
    assert await found(SCHOOL, school=OTHER_SCHOOL) == [ids["moved"]]
    assert await found(states=["REQUESTED"]) == [ids["waiting"]]
    assert await found(kinds=["TRANSFER", "WITHDRAW"]) == [ids["moved"]]
    assert await found(states=["APPROVED"], kinds=["SUSPEND"]) == [ids["rested"], ids["other"]]
    assert await found(late=False) == []


async def test_a_school_that_refuses_somebody_sees_no_more_of_that_person(ask: Asking, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    [enrolment] = await story.students(1)
    change = await story.requested(enrolment, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)
    await ask.fold()
    query = "query ($id: ID!) { statusChanges { edges { node { id } } } node(id: $id) { id } }"
    id, receiving = encode("StatusChange", change), holder("REGISTRAR", OTHER_SCHOOL)
    shown = await ask.data(query, receiving, id=id)
    assert (nodes(shown["statusChanges"]), shown["node"]) == ([{"id": id}], {"id": id})
    await story.decided(change, "REJECT")
    await ask.fold()
    shown = await ask.data(query, receiving, id=id)
    assert (nodes(shown["statusChanges"]), shown["node"]) == ([], None)
    shown = await ask.data(query, holder("REGISTRAR", SCHOOL), id=id)
    assert (nodes(shown["statusChanges"]), shown["node"]) == ([{"id": id}], {"id": id})


async def test_a_change_is_late_when_it_was_filed_more_than_thirty_days_after_its_day(
    ask: Asking, story: Story
) -> None:
    await story.school()
    entered = today() - timedelta(days=700)
    days = {30: False, 31: True}
    told = {}
    for ago in days:
        [enrolment] = await story.students(1, entry_date=date(entered.year, 9, 1))
        told[ago] = await story.requested(enrolment, "SUSPEND", str(today() - timedelta(days=ago)))
    await ask.fold()
    for ago, late in days.items():
        page = (await ask.data(CHANGES, late=late))["statusChanges"]
        assert [node["id"] for node in nodes(page)] == [encode("StatusChange", told[ago])]


async def test_an_event_names_the_change_that_it_is_a_step_of(ask: Asking, story: Story) -> None:
    await story.school()
    [enrolment] = await story.students(1)
    change = encode("StatusChange", await story.change(enrolment, "SUSPEND", "2015-10-01"))
    await ask.fold()
    query = "query ($id: ID!) { events(stream: $id) { edges { node { type data } } } }"
    events = nodes((await ask.data(query, id=encode("Student", str(person_of(enrolment)))))["events"])
    named = {event["type"]: event["data"].get("changeId") for event in events}
    assert named == {
        "registry.StudentEntered.v1": None,
        "registry.EnrolmentRegistered.v1": None,
        "registry.RegistrationApproved.v1": None,
        "registry.ChangeRequested.v1": change,
        "registry.ChangeReviewed.v1": change,
        "registry.StatusChanged.v1": change,
    }
    found = await ask.data("query ($id: ID!) { node(id: $id) { ... on StatusChange { state } } }", id=change)
    assert found["node"] == {"state": "APPROVED"}
