"""A payment, a person and a number that two schools share: each sees what it recorded itself."""

from __future__ import annotations

from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from tests.scopes.told import ENTERED, LEFT, Told, tell
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import payment_of, person_of

PAYMENT = """query ($id: ID!) { payment(id: $id) { school { code } history { id type actor data texts { text } }
  justification { recordedElsewhere facts { event { id } } } } }"""
STREAM = "query ($id: ID!) { events(stream: $id) { edges { node { id } } } }"
CAUSE = "{ overpayments { edges { node { payment { id } cause { id } } } } }"
WAITING = """query ($id: ID!) { node(id: $id) { ... on Enrolment { status
  student { name idNumber studentNumber } } } }"""


@pytest.fixture
async def told(served: Served) -> Told:
    """Read up to its end."""
    told = await tell(served.story)
    now = str(await served.ledger.position())
    await served.data(holder("AUDITOR"), "{ ledger { position } }", ledger_position=now)
    return told


async def test_a_payment_taken_over_shows_the_events_that_the_stream_shows(
    served: Served, told: Told
) -> None:
    id = encode("Payment", str(payment_of(told.mover, "2016-03")))
    whole = (await served.data(holder("AUDITOR"), PAYMENT, {"id": id}))["payment"]
    assert {f"PRINCIPAL {LEFT}", f"PRINCIPAL {ENTERED}"} <= {event["actor"] for event in whole["history"]}
    by = holder("PRINCIPAL", ENTERED)
    mine = (await served.data(by, PAYMENT, {"id": id}))["payment"]
    stream = (await served.data(by, STREAM, {"id": id}))["events"]["edges"]
    assert [event["id"] for event in mine["history"]] == [edge["node"]["id"] for edge in stream]
    assert [event["type"] for event in mine["history"]] == [
        "aid.PaymentReinstructed.v1",
        "aid.PaymentSettled.v1",
    ]
    assert LEFT not in str(mine)


async def test_hardship_recognised_before_a_transfer_is_named_and_not_shown(
    served: Served, told: Told
) -> None:
    id = encode("Payment", str(payment_of(told.poor, "2016-03")))
    whole = (await served.data(holder("AUDITOR"), PAYMENT, {"id": id}))["payment"]["justification"]
    mine = (await served.data(holder("AID_OFFICER", ENTERED), PAYMENT, {"id": id}))["payment"][
        "justification"
    ]
    assert (whole["recordedElsewhere"], mine["recordedElsewhere"]) == ([], ["HARDSHIP"])
    assert len(mine["facts"]) == len(whole["facts"]) - 1


async def test_who_sends_in_a_number_that_waits_elsewhere_is_told_a_number_of_its_own(
    served: Served, told: Told
) -> None:
    async def seen(school: str, by: str) -> Any:
        id = encode("Enrolment", told.waits[school])
        return (await served.data(holder("REGISTRAR", by), WAITING, {"id": id}))["node"]

    first, second = await seen(LEFT, LEFT), await seen(ENTERED, ENTERED)
    assert first["status"] == second["status"] == "PENDING"
    assert first["student"]["studentNumber"].startswith("L371525")
    assert second["student"]["studentNumber"].startswith("L370102")
    assert first["student"]["idNumber"] == second["student"]["idNumber"] == told.number
    assert await seen(LEFT, ENTERED) is await seen(ENTERED, LEFT) is None


async def test_a_school_that_a_transfer_would_lead_to_sees_no_events_of_the_one_left(
    served: Served, told: Told
) -> None:
    query = """{ statusChanges { edges { node { enrolment { id school { code } status
      student { enrolments { id } history { edges { node { type } } } } timeline { event { id } } } } } } }"""
    edges = (await served.data(holder("PRINCIPAL", ENTERED), query))["statusChanges"]["edges"]
    asks = next(
        e["node"]["enrolment"]
        for e in edges
        if e["node"]["enrolment"]["id"] == encode("Enrolment", told.asks)
    )
    assert (asks["school"]["code"], asks["status"], asks["timeline"]) == (LEFT, "ACTIVE", [])
    assert asks["student"]["enrolments"] == []
    assert asks["student"]["history"]["edges"] == [{"node": {"type": "registry.ChangeRequested.v1"}}]
    assert await served.data(
        holder("PRINCIPAL", ENTERED),
        "query ($id: ID!) { node(id: $id) { id } }",
        {"id": encode("Student", str(person_of(told.asks)))},
    ) == {"node": None}


async def test_the_cause_of_an_overpayment_is_one_that_its_school_may_see(served: Served, told: Told) -> None:
    for by in (holder("PRINCIPAL", LEFT), holder("PRINCIPAL", ENTERED), holder("AUDITOR")):
        for edge in (await served.data(by, CAUSE))["overpayments"]["edges"]:
            id = edge["node"]["cause"]["id"]
            assert await served.data(by, "query ($id: ID!) { node(id: $id) { id } }", {"id": id}) == {
                "node": {"id": id}
            }
