"""Every refusal of the contract, provoked through HTTP: named, explained, and nothing recorded for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from api.graphql.relay.global_id import encode
from domain.aid.roster_steps import PublishAidRoster, publish_aid_roster
from domain.mandate import Mandate
from domain.registry.open_school import StopEnrolment, stop_enrolment
from domain.vocabulary import ErrorCode
from tests.journeys.test_from_registration_to_refund import student
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import COUNTY, OTHER_SCHOOL, SCHOOL, Story

AUTHORITY, FINANCE = holder("REGISTRY_AUTHORITY"), holder("FINANCE")
REGISTRAR, OFFICER, PRINCIPAL = (holder(role, SCHOOL) for role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL"))
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
RUN = {"schoolCode": SCHOOL, "scheme": "GRANT", "month": "2015-09"}
OPEN = {"code": SCHOOL, "name": "学校", "divisionCode": COUNTY, "ownership": "PUBLIC"}


class Case(NamedTuple):
    """Who does what, and the path that the refusal must name. lines: the field that holds errors of lines."""

    by: Mandate
    mutation: str
    given: dict[str, Any]
    path: tuple[str, ...] = ()
    lines: str = ""


Told = Callable[[Story], Awaitable[Case]]
CASES: dict[ErrorCode, Told] = {}


def case(code: ErrorCode) -> Callable[[Told], Told]:
    def keep(told: Told) -> Told:
        CASES[code] = told
        return told

    return keep


@pytest.mark.parametrize("code", ErrorCode)
async def test_a_refusal_is_named_and_records_nothing(served: Served, code: ErrorCode) -> None:
    asked = await CASES[code](served.story)
    before = await served.ledger.position()
    shown = f"{asked.lines} {{ errors {{ code message path details }} }}" if asked.lines else ""
    payload = await served.do(asked.by, asked.mutation, shown, **asked.given)
    held = [*payload["errors"], *(e for line in payload.get(asked.lines, []) for e in line["errors"])]
    assert [(error["code"], tuple(error["path"])) for error in held] == [(code, asked.path)]
    assert held[0]["message"].endswith(".")
    assert payload["position"] is None
    assert await served.ledger.position() == before


@case(ErrorCode.NOT_FOUND)
async def _(story: Story) -> Case:
    return Case(PRINCIPAL, "approveRun", {"runId": "?", "digest": ""}, ("runId",))


@case(ErrorCode.FORBIDDEN)
async def _(story: Story) -> Case:
    return Case(REGISTRAR, "openSchool", OPEN)


@case(ErrorCode.OUT_OF_SCOPE)
async def _(story: Story) -> Case:
    return Case(holder("REGISTRY_AUTHORITY", "3701"), "openSchool", OPEN, ("divisionCode",))


@case(ErrorCode.INVALID_INPUT)
async def _(story: Story) -> Case:
    return Case(AUTHORITY, "openSchool", {**OPEN, "name": " "}, ("name",))


@case(ErrorCode.INVALID_ID_NUMBER)
async def _(story: Story) -> Case:
    await story.school()
    wrong = {**student(1), "idNumber": "371525200001010000"}
    given = {"schoolCode": SCHOOL, "students": [wrong]}
    return Case(REGISTRAR, "registerStudents", given, ("students", "0", "idNumber"), "results")


@case(ErrorCode.INVALID_SCHOOL_CODE)
async def _(story: Story) -> Case:
    return Case(AUTHORITY, "openSchool", {**OPEN, "code": "3611000001"}, ("code",))


@case(ErrorCode.IDEMPOTENCY_KEY_REUSED)
async def _(story: Story) -> Case:
    await story.school()
    key = await story.ledger.pool.fetchval("SELECT key FROM command")
    given = {**OPEN, "code": OTHER_SCHOOL, "idempotencyKey": key}
    return Case(AUTHORITY, "openSchool", given, ("idempotencyKey",))


@case(ErrorCode.CONFLICT)
async def _(story: Story) -> Case:
    await _instructed(story)
    return Case(holder("AID_AUTHORITY"), "closeTerm", {**ACCOUNT, "closedOn": "2016-02-20"}, ("term",))


@case(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW)
async def _(story: Story) -> Case:
    run = await _drafted(story)
    both = Mandate(OFFICER.name, ("AID_OFFICER", "PRINCIPAL"), (SCHOOL,))
    return Case(both, "approveRun", {"runId": _id("Run", run.id), "digest": run.digest})


@case(ErrorCode.DOUBLE_ENROLMENT)
async def _(story: Story) -> Case:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.students(1)
    story.people = 0
    [held] = await story.students(1, OTHER_SCHOOL)
    given = {"schoolCode": OTHER_SCHOOL, "enrolmentIds": [_id("Enrolment", held)]}
    return Case(AUTHORITY, "approveRegistrations", given, ("enrolmentIds", "0", "idNumber"))


@case(ErrorCode.ENROLMENT_STOPPED)
async def _(story: Story) -> Case:
    await story.school()
    values = {"school": SCHOOL, "reason": "虚报人数", "effective_on": date(2016, 1, 1)}
    await story.act(AUTHORITY, stop_enrolment, StopEnrolment, **values)
    given = {"schoolCode": SCHOOL, "students": [student(1)]}
    return Case(REGISTRAR, "registerStudents", given, ("schoolCode",))


@case(ErrorCode.STATUS_CHANGE_NOT_ALLOWED)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.students(1)
    given = {"enrolmentId": _id("Enrolment", enrolment), "kind": "RESUME", "effectiveOn": "2015-10-01"}
    return Case(REGISTRAR, "requestStatusChange", {**given, "reason": "病愈"}, ("kind",))


@case(ErrorCode.DOCUMENT_MISSING)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.students(1)
    given = {"enrolmentId": _id("Enrolment", enrolment), "schoolYear": 2015, "level": "HARD", "evidence": []}
    return Case(OFFICER, "assessHardship", given, ("evidence",))


@case(ErrorCode.HOLIDAYS_NOT_KNOWN)
async def _(story: Story) -> Case:
    roster = await _listed(story, date(2003, 12, 30))
    values = {"rosterId": _id("AidRoster", roster)}
    return Case(PRINCIPAL, "submitAidRoster", {**values, "submittedOn": "2004-01-20"}, ("submittedOn",))


@case(ErrorCode.PUBLICITY_TOO_SHORT)
async def _(story: Story) -> Case:
    roster = await _listed(story)
    values = {"rosterId": _id("AidRoster", roster)}
    return Case(PRINCIPAL, "submitAidRoster", {**values, "submittedOn": "2015-09-11"}, ("submittedOn",))


@case(ErrorCode.ROSTER_LOCKED)
async def _(story: Story) -> Case:
    await story.school()
    await story.students(1)
    await story.roster()
    return Case(OFFICER, "draftAidRoster", ACCOUNT, ("term",))


@case(ErrorCode.NOT_ON_ROSTER)
async def _(story: Story) -> Case:
    await story.school()
    return Case(OFFICER, "draftRun", RUN, ("month",))


@case(ErrorCode.NOTHING_TO_PAY)
async def _(story: Story) -> Case:
    await _drafted(story)
    await story.allocation()
    await story.run()
    return Case(OFFICER, "draftRun", RUN, ("month",))


@case(ErrorCode.DIGEST_MISMATCH)
async def _(story: Story) -> Case:
    run = await _drafted(story)
    return Case(PRINCIPAL, "approveRun", {"runId": _id("Run", run.id), "digest": "0" * 64}, ("digest",))


@case(ErrorCode.EVIDENCE_CHANGED)
async def _(story: Story) -> Case:
    run = await _drafted(story)
    await story.allocation()
    await story.change(f"{run.lines[0][0]}.1", "WITHDRAW", "2015-09-01")
    return Case(PRINCIPAL, "approveRun", {"runId": _id("Run", run.id), "digest": run.digest}, ("runId",))


@case(ErrorCode.INSUFFICIENT_FUNDS)
async def _(story: Story) -> Case:
    run = await _drafted(story)
    await story.allocation(199_99)
    return Case(PRINCIPAL, "approveRun", {"runId": _id("Run", run.id), "digest": run.digest}, ("runId",))


@case(ErrorCode.PERIOD_CLOSED)
async def _(story: Story) -> Case:
    await story.school()
    await story.allocation()
    await story.closed()
    paid = {"amount": "1.00", "documentNumber": "财教1", "receivedOn": "2016-02-01", "source": "COUNTY"}
    return Case(FINANCE, "recordAllocation", {**ACCOUNT, **paid}, ("term",))


@case(ErrorCode.AMOUNT_MISMATCH)
async def _(story: Story) -> Case:
    await story.school()
    await story.allocation(100_00)
    await story.closed()
    refund = {"source": "CENTRAL", "amount": "100.01", "on": "2016-03-01", "reference": "退"}
    return Case(FINANCE, "remitRefund", {**ACCOUNT, **refund}, ("amount",))


@case(ErrorCode.ALREADY_DONE)
async def _(story: Story) -> Case:
    await story.school()
    return Case(AUTHORITY, "openSchool", OPEN, ("code",))


async def _listed(story: Story, day: date = date(2015, 9, 7)) -> UUID:
    """A list published on that day; 7 September was a Monday."""
    await story.school()
    await story.students(1)
    roster = await story.roster_draft()
    values = {"roster": roster, "published_on": day}
    await story.act(OFFICER, publish_aid_roster, PublishAidRoster, **values)
    return roster


async def _drafted(story: Story) -> Any:
    """A run of one payment, drafted on an approved list."""
    await story.school()
    await story.students(1)
    await story.roster()
    return await story.run_draft()


async def _instructed(story: Story) -> None:
    await _drafted(story)
    await story.allocation()
    await story.run()


def _id(kind: str, raw: object) -> str:
    return encode(kind, str(raw))
