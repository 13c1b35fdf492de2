"""The log itself: as a list, as a stream, and how far its tables have come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from api.graphql.ledger_schema import ledger_schema
from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from projections.all import all_projections
from projections.engine.digest import digest_at
from tests.api.asking import Asking, asking, nodes
from tests.support.people import POLICY, holder
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, payment_of, person_of

EVENTS = """query ($stream: ID, $types: [String!], $since: Position, $first: Int, $after: String) {
  events(stream: $stream, types: $types, afterPosition: $since, first: $first, after: $after) {
    edges { node { id position type stream version effectiveOn actor data } } pageInfo { endCursor hasNextPage } } }"""
PUSHED = """subscription ($since: Position, $types: [String!]) {
  events(afterPosition: $since, types: $types) { position type } }"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def told(story: Story) -> str:
    """A school, a student with a payment, and a school elsewhere."""
    await story.school()
    await story.school(OTHER_SCHOOL, "370102")
    [enrolment] = await story.students(1)
    await story.roster()
    await story.allocation()
    await story.run()
    return enrolment


async def pushed(
    ask: Asking, by: Mandate, count: int, seen: list[dict[str, Any]], **variables: Any
) -> list[dict[str, Any]]:
    """The first ``count`` events that a subscriber gets."""
    stream = await ledger_schema().subscribe(PUSHED, variables, ask.context(by))
    async with aclosing(stream), asyncio.timeout(10):
        async for result in stream:
            assert not result.errors, result.errors
            seen.append(result.data["events"])  # type: ignore[index]
            if len(seen) == count:
                break
    return seen


async def test_the_log_is_read_in_pages_oldest_first(ask: Asking, story: Story) -> None:
    await told(story)
    head = await ask.fold()
    page = (await ask.data(EVENTS, first=5))["events"]
    seen = [int(node["position"]) for node in nodes(page)]
    while page["pageInfo"]["hasNextPage"]:
        page = (await ask.data(EVENTS, first=5, after=page["pageInfo"]["endCursor"]))["events"]
        seen += [int(node["position"]) for node in nodes(page)]
    assert seen == list(range(1, head + 1))
    late = (await ask.data(EVENTS, since=str(head - 2)))["events"]
    assert [int(node["position"]) for node in nodes(late)] == [head - 1, head]
    await story.students(1)
    await ask.fold()
    more = (await ask.data(EVENTS, first=5, after=page["pageInfo"]["endCursor"]))["events"]
    assert int(nodes(more)[0]["position"]) == head + 1


async def test_every_event_reads_as_plain_words_without_personal_data(ask: Asking, story: Story) -> None:
    await told(story)
    await ask.fold()
    by_type = {node["type"]: node for node in nodes((await ask.data(EVENTS))["events"])}
    entered = by_type["registry.StudentEntered.v1"]["data"]
    assert entered == {"name": None, "id_number": None, "school": SCHOOL}
    registered = by_type["registry.EnrolmentRegistered.v1"]["data"]
    assert (registered["temporary_number"], registered["card"]) == (None, None)
    assert registered["major_name"] == "设施农业技术"
    assert by_type["aid.RosterDrafted.v1"]["data"]["entries"] == 1
    assert by_type["aid.RunDrafted.v1"]["data"]["lines"] == 1
    assert by_type["registry.SchoolOpened.v1"]["data"]["name"] == f"学校{OTHER_SCHOOL}"
    instructed = by_type["aid.PaymentInstructed.v1"]
    assert instructed["data"]["facts"][0]["code"] == "REGISTERED"
    assert instructed["version"] == 1
    for node in by_type.values():
        assert not {"actor", "command", "timestamp", "originator_id"} & node["data"].keys()


async def test_a_stream_is_named_by_any_node_that_it_belongs_to(ask: Asking, story: Story) -> None:
    enrolment = await told(story)
    await ask.fold()
    student, payment = str(person_of(enrolment)), str(payment_of(enrolment))
    cases = {
        encode("Student", student): "registry.StudentEntered.v1",
        encode("Enrolment", enrolment): "registry.StudentEntered.v1",
        encode("Payment", payment): "aid.PaymentInstructed.v1",
        encode("School", SCHOOL): "registry.SchoolOpened.v1",
        payment: "aid.PaymentInstructed.v1",
    }
    for stream, first in cases.items():
        [node, *_] = nodes((await ask.data(EVENTS, stream=stream))["events"])
        assert node["type"] == first
        again = nodes((await ask.data(EVENTS, stream=node["stream"], types=[first]))["events"])
        assert [same["id"] for same in again] == [node["id"]]
    for stream in ("?", encode("Viewer", student), encode("Payment", "x"), ""):
        assert nodes((await ask.data(EVENTS, stream=stream))["events"]) == []


async def test_an_unknown_type_is_a_mistake(ask: Asking) -> None:
    [error] = await ask.errors(EVENTS, types=["aid.Nothing.v1"])
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["types"]}


async def test_the_log_shows_each_scope_its_own(ask: Asking, story: Story) -> None:
    await told(story)
    await ask.fold()
    seen = nodes((await ask.data(EVENTS, holder("AUDITOR", "3701")))["events"])
    assert [node["type"] for node in seen] == ["registry.SchoolOpened.v1"]


async def test_a_subscriber_gets_what_is_there_and_then_what_comes(ask: Asking, story: Story) -> None:
    """Nothing is folded: the stream does not wait for the tables."""
    await story.school()
    await story.students(250)
    head = await ask.reader.ledger.position()
    seen: list[dict[str, Any]] = []
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(pushed(ask, holder("AUDITOR"), head + 6, seen, since="0"))
        await asyncio.sleep(0.2)
        await story.students(2)
    assert [int(event["position"]) for event in reading.result()] == list(range(1, head + 7))


async def test_without_a_position_a_subscription_begins_now(ask: Asking, story: Story) -> None:
    await story.school()
    head = await ask.reader.ledger.position()
    seen: list[dict[str, Any]] = []
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(pushed(ask, holder("AUDITOR"), 1, seen, types=["registry.RegistrationApproved.v1"]))
        await asyncio.sleep(0.2)
        await story.students(1)
    assert [int(event["position"]) for event in seen] == [head + 3]


async def test_a_subscription_holds_the_scope_and_learns_of_new_schools(ask: Asking, story: Story) -> None:
    await story.school(SCHOOL, "370102")
    begun = await ask.fold()
    await story.school(OTHER_SCHOOL)  # not folded: the tables are behind
    await story.students(2, SCHOOL)
    await story.students(1, OTHER_SCHOOL)
    whole = await pushed(ask, holder("AUDITOR", "3715"), 4, [], since="0")
    assert [event["type"].split(".")[1] for event in whole] == [
        "SchoolOpened",
        "StudentEntered",
        "EnrolmentRegistered",
        "RegistrationApproved",
    ]
    late = await pushed(ask, holder("AUDITOR", "3715"), 3, [], since=str(begun + 1))
    assert late == whole[1:]


async def test_the_ledger_says_how_far_its_tables_have_come(ask: Asking, story: Story) -> None:
    await story.school()
    await ask.fold()
    await story.students(1)
    query = "{ ledger { code position projections { name version position lag digest } } }"
    ledger = (await ask.data(query))["ledger"]
    assert (ledger["code"], ledger["position"]) == ("37", "4")
    assert [projection["name"] for projection in ledger["projections"]] == [
        "aid",
        "funds",
        "histories",
        "registry",
    ]
    for projection in ledger["projections"]:
        assert (projection["position"], projection["lag"]) == ("1", 3)
        assert len(projection["digest"]) == 64


async def test_digests_are_made_one_at_a_time_and_once_at_a_position(
    ask: Asking, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[int] = []
    running = 0

    async def counted(pool: Any, projection: Any) -> tuple[int, str]:
        nonlocal running
        running += 1
        at_once.append(running)
        made = await digest_at(pool, projection)
        running -= 1
        return made

    monkeypatch.setattr("api.graphql.log.ledger.digest_at", counted)
    await ask.data("{ ledger { projections { digest } } again: ledger { projections { digest } } }")
    assert at_once == [1] * 4  # four projections; the second question finds what the first one made
    await ask.data("{ ledger { projections { name } } }")
    assert len(at_once) == 4
    await story.school()
    await ask.fold()
    [old, *_] = (await ask.data("{ ledger { projections { digest } } }"))["ledger"]["projections"]
    assert at_once == [1] * 8
    [same, *_] = (await ask.data("{ ledger { projections { digest } } }"))["ledger"]["projections"]
    assert (at_once, same) == ([1] * 8, old)


async def test_a_digest_stands_beside_its_own_position(
    ask: Asking, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.school()
    await ask.fold()

    async def overtaken(pool: Any, projection: Any) -> tuple[int, str]:
        if projection.name == "registry":
            await story.school("3637000009")
            await ask.fold()
        return await digest_at(pool, projection)

    monkeypatch.setattr("api.graphql.log.ledger.digest_at", overtaken)
    query = "{ ledger { projections { ...Moment } } } fragment Moment on ProjectionStatus { name position digest }"
    shown = (await ask.data(query))["ledger"]["projections"]
    assert {one["name"]: one["position"] for one in shown} == {
        **dict.fromkeys(("aid", "funds", "histories"), "1"),
        "registry": "2",
    }
    [registry] = [one for one in all_projections(POLICY) if one.name == "registry"]
    assert (2, shown[-1]["digest"]) == await digest_at(ask.reader.pool, registry)


async def test_who_asks_and_what_the_policy_is(ask: Asking) -> None:
    query = """query ($month: Month!, $scheme: Scheme!) { me { name roles scopes }
      policy(scheme: $scheme, month: $month) { scheme version perYear perMonth studyYears source } }"""
    told = await ask.data(query, holder("AUDITOR"), month="2026-03", scheme="GRANT")
    assert told["me"] == {"name": "AUDITOR 37", "roles": ["AUDITOR"], "scopes": ["37"]}
    assert told["policy"]["perMonth"] == "230.00"
    assert told["policy"]["studyYears"] == [1, 2, 3]
    [error] = await ask.errors(query, month="2007-08", scheme="GRANT")
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": ["month"]}
