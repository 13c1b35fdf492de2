"""Reasons, comments and papers about a person: read by who may, each look on record, and gone with the person."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any
from uuid import UUID

import pytest

from api.graphql.relay.global_id import encode
from tests.journeys.subscribers import over_events, over_socket
from tests.journeys.test_who_sees_an_id_number import listed, looks
from tests.support.keys import damage_key, erase
from tests.support.people import holder
from tests.support.server import Served, token_of
from tests.support.story import OTHER_SCHOOL, SCHOOL, person_of

REGISTRAR, PRINCIPAL = holder("REGISTRAR", SCHOOL), holder("PRINCIPAL", SCHOOL)
PAPER = {"kind": "MEDICAL_PROOF", "reference": "县医院 12 号"}
CHANGE = "change { id reason steps { comment } }"
TYPES = '["registry.ChangeRequested.v1", "registry.ChangeReviewed.v1"]'
EVENTS = f"query Q {{ {listed(f'events(types: {TYPES})', 'data texts { field text }')} }}"
CHANGES = f"query Q {{ {listed('statusChanges', 'reason steps { comment }')} }}"
COMMENTS = [{"comment": "情况属实"}, {"comment": None}]
TEXTS = [
    [{"field": "documents.0.reference", "text": "县医院 12 号"}, {"field": "reason", "text": "肺结核"}],
    [{"field": "comment", "text": "情况属实"}],
]


@pytest.fixture
async def person(served: Served) -> UUID:
    """Whose change has been asked for and seen by the principal."""
    await served.story.school()
    [enrolment] = await served.story.students(1)
    given = {"enrolmentId": encode("Enrolment", enrolment), "kind": "SUSPEND", "effectiveOn": "2016-03-01"}
    papers = {"documents": [PAPER], "reason": " 肺结核 "}
    filed = await served.done(REGISTRAR, "requestStatusChange", CHANGE, **given, **papers)
    assert (filed["change"]["reason"], filed["change"]["steps"][0]["comment"]) == ("肺结核", None)
    decided = {"changeId": filed["change"]["id"], "decision": "APPROVE", "comment": "情况属实"}
    reviewed = await served.done(PRINCIPAL, "reviewStatusChange", CHANGE, **decided)
    assert reviewed["change"]["steps"] == COMMENTS
    return person_of(enrolment)


async def asked(served: Served, query: str) -> list[Any]:
    now = str(await served.ledger.position())
    [page] = (await served.data(REGISTRAR, query, ledger_position=now)).values()
    return [edge["node"] for edge in page["edges"]]


async def test_who_may_see_the_change_reads_them_and_each_look_is_on_record(
    served: Served, person: UUID
) -> None:
    assert await asked(served, CHANGES) == [{"reason": "肺结核", "steps": COMMENTS}]
    events = await asked(served, EVENTS)
    assert [event["texts"] for event in events] == TEXTS
    assert [event["data"].get("reason", "") for event in events] == [None, ""]
    assert events[0]["data"]["documents"] == [{**PAPER, "reference": None, "sha256": None}]
    seen = [(REGISTRAR.name, "Q", [str(person)])] * 2
    assert (await looks(served))[-2:] == seen


async def test_data_alone_is_no_look(served: Served, person: UUID) -> None:
    before = await looks(served)
    await asked(served, EVENTS.replace("texts { field text }", ""))
    assert await looks(served) == before


@pytest.mark.parametrize("lose", [erase, damage_key])
async def test_they_are_gone_with_the_person(served: Served, person: UUID, lose: Any) -> None:
    await lose(served.ledger, person)
    before = await looks(served)
    assert await asked(served, CHANGES) == [{"reason": None, "steps": [{"comment": None}] * 2}]
    texts = [text["text"] for event in await asked(served, EVENTS) for text in event["texts"]]
    assert texts == [None] * 3
    assert await looks(served) == before


async def test_another_school_sees_nothing_of_it(served: Served, person: UUID) -> None:
    await served.story.school(OTHER_SCHOOL)
    now = str(await served.ledger.position())
    other = holder("REGISTRAR", OTHER_SCHOOL)
    for query in (CHANGES, EVENTS):
        [page] = (await served.data(other, query, ledger_position=now)).values()
        assert page["edges"] == []


async def test_what_version_0_1_recorded_is_read_as_ever_and_gone_with_the_person_too(
    served: Served, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ledger.session.sealed_text", lambda _: "病愈")  # that version did not seal
    await served.story.requested(f"{person}.1", "TRANSFER", "2016-05-01", to_school_code=await _other(served))
    monkeypatch.undo()
    *_, event = await asked(served, EVENTS)
    assert (event["data"]["reason"], event["texts"]) == ("病愈", [{"field": "reason", "text": "病愈"}])
    assert (await asked(served, CHANGES))[-1]["reason"] == "病愈"
    await erase(served.ledger, person)
    assert (await asked(served, CHANGES))[-1]["reason"] is None
    *_, event = await asked(served, EVENTS)
    assert (event["data"]["reason"], event["texts"]) == (None, [{"field": "reason", "text": None}])


async def _other(served: Served) -> str:
    return await served.story.school(OTHER_SCHOOL)


@pytest.mark.parametrize("follow", [over_socket, over_events])
async def test_who_follows_the_log_is_on_record_before_the_event_is_sent(
    served: Served, person: UUID, follow: Any
) -> None:
    before = len(await looks(served))
    asking = "subscription Pushed($since: Position) { events(afterPosition: $since) { type texts { text } } }"
    async with (
        aclosing(follow(served, token_of(REGISTRAR), asking, since="0")) as events,
        asyncio.timeout(20),
    ):
        async for event in events:
            if event["type"] == "registry.ChangeRequested.v1":
                break
    assert event["texts"] == [{"text": "县医院 12 号"}, {"text": "肺结核"}]
    seen = (await looks(served))[before:]
    assert seen[0] == (REGISTRAR.name, "Pushed", [str(person)])
    assert len(seen) <= 2, "one for this event, and one if the next is on its way"
