"""One student's year, corrected back and forth six times after it was paid."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pytest

from api.graphql.relay.global_id import encode
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL, payment_of, person_of

REGISTRAR, PRINCIPAL = holder("REGISTRAR", SCHOOL), holder("PRINCIPAL", SCHOOL)
AUTHORITY = holder("REGISTRY_AUTHORITY", COUNTY)

PAID = ("2015-09", "2015-10", "2015-11", "2016-03")
OWED = ("2015-12", "2016-01", "2016-04", "2016-05", "2016-06", "2016-07")


class Correction(NamedTuple):
    """What is told, and the months that are then overpaid and owed."""

    kind: str
    day: str
    overpaid: tuple[str, ...]
    owed: tuple[str, ...]


CORRECTIONS = (
    Correction("SUSPEND", "2015-09-01", PAID, ()),
    Correction("RESUME", "2015-09-01", (), OWED),
    Correction("SUSPEND", "2015-11-01", ("2015-11", "2016-03"), ()),
    Correction("RESUME", "2015-11-15", (), OWED),
    Correction("SUSPEND", "2015-10-01", ("2015-10",), OWED),
    Correction("RESUME", "2015-10-01", (), OWED),
)

LISTS = """{ overpayments(open: true) { edges { node { amount cause { data } payment { id month } } } }
  arrears { edges { node { month amount enrolment { id } } } } }"""
KNOWN = """query ($student: ID, $enrolment: ID!, $asOf: AsOf) {
  payments(studentId: $student, asOf: $asOf) { edges { node {
    month state justification { holds dueNow brokenBy { position } } } } }
  lost: payments(studentId: $student, asOf: $asOf, justified: false) { edges { node { month } } }
  roster(schoolCode: "3637000001", on: "2015-11-10", asOf: $asOf) { edges { node { id } } }
  node(id: $enrolment) { ... on Enrolment {
    status(on: "2015-10-20", asOf: $asOf) timeline(asOf: $asOf) { status from until event { position } } } }
  fundAccount(schoolCode: "3637000001", scheme: GRANT, term: "2015-AUTUMN", asOf: $asOf) { available settled }
  trialBalance(asOf: $asOf) { accounts { code debit credit } } }"""
TRACE = """query ($id: ID!) { payment(id: $id) { amount state justification { holds dueNow policy { version }
  facts { statement event { position type data } } brokenBy { position type data } } } }"""


@pytest.fixture
async def pair(served: Served) -> list[str]:
    """Two students with the same year, of whom only the first will be corrected."""
    story = served.story
    await story.school()
    enrolments = await story.students(2)
    for term in ("2015-AUTUMN", "2016-SPRING"):
        await story.roster(term=term)
        await story.allocation(term=term)
    for month in PAID:
        await story.bank(await story.run(month))
    return enrolments


async def corrected(served: Served, enrolment: str, correction: Correction) -> str:
    """By request and review; the position after it."""
    given = {"kind": correction.kind, "effectiveOn": correction.day, "reason": "更正"}
    id = encode("Enrolment", enrolment)
    filed = await served.done(REGISTRAR, "requestStatusChange", "change { id }", enrolmentId=id, **given)
    for by in (PRINCIPAL, AUTHORITY):
        change = {"changeId": filed["change"]["id"], "decision": "APPROVE"}
        done = await served.done(by, "reviewStatusChange", **change)
    return str(done["position"])


async def known(served: Served, enrolment: str, position: str, **as_of: Any) -> Any:
    """What is known of a student at a position, or was as of an earlier one."""
    ids = {
        "student": encode("Student", str(person_of(enrolment))),
        "enrolment": encode("Enrolment", enrolment),
    }
    return await served.data(AUTHORITY, KNOWN, {**ids, **as_of}, ledger_position=position)


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


def months(lines: Iterable[Any]) -> tuple[str, ...]:
    return tuple(line["month"] for line in lines)


async def test_overpayments_and_arrears_come_and_go_and_what_was_known_stays(
    served: Served, pair: list[str]
) -> None:
    student, _ = pair
    head = str(await served.ledger.position())
    answers = {head: await known(served, student, head)}
    for correction in CORRECTIONS:
        position = await corrected(served, student, correction)
        answers[position] = await known(served, student, position)
        lists = await served.data(AUTHORITY, LISTS)
        over, owed = nodes(lists["overpayments"]), nodes(lists["arrears"])
        assert sorted(line["payment"]["month"] for line in over) == sorted(correction.overpaid)
        assert {line["amount"] for line in over} <= {"200.00"}
        assert {line["cause"]["data"]["effective_on"] for line in over} <= {correction.day}
        his, hers = ([line for line in owed if line["enrolment"]["id"] == _id(who)] for who in pair)
        assert (months(his), months(hers)) == (correction.owed, OWED)
        assert months(nodes(answers[position]["lost"])) == correction.overpaid
    assert len(answers) == 1 + len(CORRECTIONS)
    timelines = [answer["node"]["timeline"] for answer in answers.values()]
    assert all(before != after for before, after in pairwise(timelines))
    for position, answer in answers.items():
        assert await known(served, student, position, asOf={"position": position}) == answer


def _id(enrolment: str) -> str:
    return encode("Enrolment", enrolment)


@pytest.mark.prove
async def test_a_trace_costs_no_more_afterwards(served: Served, pair: list[str]) -> None:
    """Told by a twin who was not corrected, so that what else the machine does is left out of account."""
    before = await _times_the_twins(served, pair)
    for correction in CORRECTIONS:
        await corrected(served, pair[0], correction)
    assert await _times_the_twins(served, pair) <= 1.5 * before


async def _times_the_twins(served: Served, pair: list[str]) -> float:
    """What the trace of the first one's payment costs, in traces of the twin's."""
    head = str(await served.ledger.position())
    ids = [{"id": encode("Payment", str(payment_of(enrolment, "2015-11")))} for enrolment in pair]
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(100):
        for id, taken in zip(ids, seconds, strict=True):
            began = time.perf_counter()
            trace = await served.data(AUTHORITY, TRACE, id, ledger_position=head)
            taken.append(time.perf_counter() - began)
            assert trace["payment"]["justification"]["holds"] is True
    return median(seconds[0]) / median(seconds[1])
