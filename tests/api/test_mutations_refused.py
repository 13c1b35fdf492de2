"""Every refusal of the contract, provoked through HTTP: named, explained, and nothing recorded for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from api.graphql.relay.global_id import encode
from domain.aid.roster_steps import PublishAidRoster
from domain.aid.run import Run
from domain.handlers import perform
from domain.ledger.log import Moved, Proposal
from domain.ledger.privacy import LIVES
from domain.mandate import Mandate
from domain.policy.working_days import WorkingDays
from domain.registry.open_school import OpenSchool
from domain.registry.stop_enrolment import StopEnrolment
from domain.vocabulary import ErrorCode, Ownership, Role
from tests.journeys.test_from_registration_to_refund import student
from tests.support.keys import damage_key
from tests.support.people import holder, new_student
from tests.support.server import Served
from tests.support.story import COUNTY, OTHER_SCHOOL, SCHOOL, Story, payment_of, person_of

AUTHORITY, FINANCE = holder("REGISTRY_AUTHORITY"), holder("FINANCE")
REGISTRAR, OFFICER, PRINCIPAL = (holder(role, SCHOOL) for role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL"))
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
RUN = {"schoolCode": SCHOOL, "scheme": "GRANT", "month": "2015-09"}
OPEN = {"code": SCHOOL, "name": "学校", "divisionCode": COUNTY, "ownership": "PUBLIC"}

WARNINGS = {ErrorCode.CARD_CHECK_DIGIT}  # of what is done all the same, and never a refusal


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


@pytest.mark.parametrize("code", sorted(set(ErrorCode) - WARNINGS))
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
    opened: dict[str, Any] = {
        "code": SCHOOL,
        "name": "学校",
        "division_code": COUNTY,
        "ownership": Ownership.PUBLIC,
    }
    await perform(story.log, AUTHORITY, OpenSchool(idempotency_key="once", **opened))
    given = {**OPEN, "code": OTHER_SCHOOL, "idempotencyKey": "once"}
    return Case(AUTHORITY, "openSchool", given, ("idempotencyKey",))


@case(ErrorCode.CONFLICT)
async def _(story: Story) -> Case:
    async def overtaken(proposal: Proposal) -> int:
        raise Moved(frozenset())

    story.ledger.append = overtaken  # type: ignore[method-assign]
    return Case(AUTHORITY, "openSchool", OPEN)


@case(ErrorCode.IN_TRANSIT)
async def _(story: Story) -> Case:
    await _instructed(story)
    return Case(holder("AID_AUTHORITY"), "closeTerm", {**ACCOUNT, "closedOn": "2016-02-20"}, ("term",))


@case(ErrorCode.TERM_NOT_CLOSED)
async def _(story: Story) -> Case:
    await story.school()
    await story.allocation(100_00)
    refund = {"source": "CENTRAL", "amount": "1.00", "on": "2016-03-01", "reference": "退"}
    return Case(FINANCE, "remitRefund", {**ACCOUNT, **refund}, ("term",))


@case(ErrorCode.ALREADY_REQUESTED)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.students(1)
    await story.requested(enrolment, "SUSPEND", "2015-10-01")
    given = {"enrolmentId": _id("Enrolment", enrolment), "kind": "SUSPEND", "effectiveOn": "2015-11-01"}
    return Case(REGISTRAR, "requestStatusChange", {**given, "reason": "10 疾病"}, ("kind",))


@case(ErrorCode.WRONG_STATE)
async def _(story: Story) -> Case:
    await story.school()
    await story.students(1)
    roster = await story.roster_draft()
    given = {"rosterId": _id("AidRoster", roster), "decision": "APPROVE"}
    return Case(holder("AID_AUTHORITY"), "reviewAidRoster", given, ("rosterId",))


@case(ErrorCode.STILL_DUE)
async def _(story: Story) -> Case:
    run = await _instructed(story)
    await story.bank(run)
    paid = payment_of(f"{run.lines[0].person}.1", run.month)
    given = {
        "paymentId": _id("Payment", paid),
        "amount": "1.00",
        "receivedOn": "2016-01-15",
        "reference": "收",
    }
    return Case(FINANCE, "recordRecovery", given, ("paymentId",))


@case(ErrorCode.ENROLMENT_CANCELLED)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.students(1)
    await story.change(enrolment, "CANCEL", "2015-09-01")
    return Case(OFFICER, "assessHardship", _assessed(enrolment), ("enrolmentId",))


@case(ErrorCode.ENROLMENT_HELD)
async def _(story: Story) -> Case:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.students(1)
    [held] = await story.registered([new_student(0)], OTHER_SCHOOL)
    return Case(holder("AID_OFFICER", OTHER_SCHOOL), "assessHardship", _assessed(held), ("enrolmentId",))


@case(ErrorCode.NOT_ENROLLED_THEN)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.students(1)
    return Case(OFFICER, "assessHardship", _assessed(enrolment, 2010), ("schoolYear",))


@case(ErrorCode.PERSON_ERASED)
async def _(story: Story) -> Case:
    await story.school()
    for _ in range(LIVES):
        await story.registered([new_student(0)])
        await story.ledger.pool.execute("DELETE FROM person_key")
    given = {"schoolCode": SCHOOL, "students": [student(0)]}
    return Case(REGISTRAR, "registerStudents", given, ("students", "0", "idNumber"), "results")


@case(ErrorCode.PERSON_UNREADABLE)
async def _(story: Story) -> Case:
    await story.school()
    [enrolment] = await story.registered([new_student(0)])
    await damage_key(story.ledger, person_of(enrolment))
    given = {"schoolCode": SCHOOL, "students": [student(0)]}
    return Case(REGISTRAR, "registerStudents", given, ("students", "0"), "results")


@case(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW)
async def _(story: Story) -> Case:
    run = await _drafted(story)
    both = Mandate(OFFICER.name, (Role.AID_OFFICER, Role.PRINCIPAL), (SCHOOL,))
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
    values = {"school_code": SCHOOL, "reason": "虚报人数", "effective_on": date(2016, 1, 1)}
    await story.act(AUTHORITY, StopEnrolment, **values)
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
    await story.school()
    await story.students(1)
    values = {"rosterId": _id("AidRoster", await story.roster_draft())}
    story.log.policy = replace(story.log.policy, working_days=WorkingDays({}))
    return Case(OFFICER, "publishAidRoster", {**values, "publishedOn": "2015-09-07"}, ("publishedOn",))


@case(ErrorCode.PUBLICITY_TOO_SHORT)
async def _(story: Story) -> Case:
    roster = await _listed(story)
    values = {"rosterId": _id("AidRoster", roster)}
    return Case(PRINCIPAL, "submitAidRoster", {**values, "submittedOn": "2015-09-14"}, ("submittedOn",))


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


def _assessed(enrolment: str, school_year: int = 2015) -> dict[str, Any]:
    return {
        "enrolmentId": _id("Enrolment", enrolment),
        "schoolYear": school_year,
        "level": "NONE",
        "evidence": [],
    }


async def _listed(story: Story) -> UUID:
    """A list published on a Monday."""
    await story.school()
    await story.students(1)
    roster = await story.roster_draft()
    values = {"roster_id": roster, "published_on": date(2015, 9, 7)}
    await story.act(OFFICER, PublishAidRoster, **values)
    return roster


async def _drafted(story: Story) -> Any:
    """A run of one payment, drafted on an approved list."""
    await story.school()
    await story.students(1)
    await story.roster()
    return await story.run_draft()


async def _instructed(story: Story) -> Run:
    """Its one payment is with the bank."""
    await _drafted(story)
    await story.allocation()
    return await story.run("2015-10")


def _id(kind: str, raw: object) -> str:
    return encode(kind, str(raw))
