"""Changes, transfers, hardship, failed payments and recoveries over HTTP: what each mutation shows of its effect."""

from __future__ import annotations

from typing import Any

from api.graphql.relay.global_id import encode
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import COUNTY, OTHER_SCHOOL, SCHOOL, payment_of

REGISTRAR, OFFICER, PRINCIPAL = (holder(role, SCHOOL) for role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL"))
AUTHORITY, FINANCE = holder("REGISTRY_AUTHORITY", COUNTY), holder("FINANCE", COUNTY)
CHANGE = "change { id state steps { role scope decision actor comment } enrolment { id status } }"


async def requested(served: Served, enrolment: str, kind: str, **given: Any) -> Any:
    values = {"enrolmentId": encode("Enrolment", enrolment), "kind": kind, "reason": "个人原因", **given}
    return (await served.done(REGISTRAR, "requestStatusChange", CHANGE, **values))["change"]


async def reviewed(served: Served, by: Any, change: Any, decision: str = "APPROVE", **given: Any) -> Any:
    values = {"changeId": change["id"], "decision": decision, **given}
    return (await served.done(by, "reviewStatusChange", CHANGE, **values))["change"]


async def test_a_withdrawal_goes_its_route_step_by_step(served: Served) -> None:
    await served.story.school()
    [enrolment] = await served.story.students(1)
    change = await requested(served, enrolment, "WITHDRAW", effectiveOn="2015-10-09")
    assert (change["state"], change["enrolment"]["status"]) == ("REQUESTED", "ACTIVE")
    open_steps = [(step["role"], step["scope"], step["decision"]) for step in change["steps"]]
    assert open_steps == [("PRINCIPAL", SCHOOL, None), ("REGISTRY_AUTHORITY", COUNTY, None)]
    paper = {"kind": "申请书", "reference": "2015-17", "sha256": "0" * 64}
    change = await reviewed(served, PRINCIPAL, change, comment="情况属实", documents=[paper])
    assert change["steps"][0]["actor"] == PRINCIPAL.name
    change = await reviewed(served, AUTHORITY, change)
    assert (change["state"], change["enrolment"]["status"]) == ("APPROVED", "WITHDRAWN")


async def test_a_rejected_change_changes_nothing_and_stays_on_record(served: Served) -> None:
    await served.story.school()
    [enrolment] = await served.story.students(1)
    change = await requested(served, enrolment, "SUSPEND", effectiveOn="2015-10-09")
    change = await reviewed(served, PRINCIPAL, change, "REJECT", comment="证明材料不符")
    assert (change["state"], change["enrolment"]["status"]) == ("REJECTED", "ACTIVE")
    assert change["steps"][0]["comment"] == "证明材料不符"
    again = await served.do(AUTHORITY, "reviewStatusChange", changeId=change["id"], decision="APPROVE")
    assert [error["code"] for error in again["errors"]] == ["ALREADY_DONE"]


async def test_a_transfer_is_decided_by_the_school_entered_too(served: Served) -> None:
    await served.story.school()
    await served.story.school(OTHER_SCHOOL)
    [enrolment] = await served.story.students(1)
    change = await requested(
        served, enrolment, "TRANSFER", effectiveOn="2016-03-01", toSchoolCode=OTHER_SCHOOL
    )
    for by in (PRINCIPAL, holder("PRINCIPAL", OTHER_SCHOOL), AUTHORITY):
        change = await reviewed(served, by, change)
    assert (change["state"], change["enrolment"]["status"]) == ("APPROVED", "TRANSFERRED_OUT")
    asked = (
        f'{{ roster(schoolCode: "{OTHER_SCHOOL}", on: "2016-03-01") {{ edges {{ node {{ status }} }} }} }}'
    )
    now = str(await served.ledger.position())
    found = await served.data(holder("PRINCIPAL", OTHER_SCHOOL), asked, ledger_position=now)
    assert [edge["node"]["status"] for edge in found["roster"]["edges"]] == ["ACTIVE"]


async def test_hardship_covers_somebody_whom_nothing_else_covers(served: Served) -> None:
    await served.story.school()
    [enrolment] = await served.story.students(1, major_code="090100", major_name="计算机应用", hukou="URBAN")
    account = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
    shown = "roster { entries { edges { node { grounds } } } excluded { edges { node { code } } } }"
    drafted = (await served.done(OFFICER, "draftAidRoster", shown, **account))["roster"]
    assert drafted["excluded"]["edges"] == [{"node": {"code": "NO_GROUNDS"}}]
    assessed = await served.done(
        OFFICER,
        "assessHardship",
        "enrolment { id }",
        enrolmentId=encode("Enrolment", enrolment),
        schoolYear=2015,
        level="SPECIAL",
        evidence=[{"kind": "低保证", "reference": "阳民低保0017"}],
    )
    assert assessed["enrolment"] == {"id": encode("Enrolment", enrolment)}
    drafted = (await served.done(OFFICER, "draftAidRoster", shown, **account))["roster"]
    assert drafted["entries"]["edges"] == [{"node": {"grounds": ["HARDSHIP"]}}]
    assert drafted["excluded"]["edges"] == []


async def test_each_line_of_the_bank_stands_or_falls_alone(served: Served) -> None:
    enrolments = await _paid(served)
    run = await served.story.run()
    lines = [_result(enrolment) for enrolment in enrolments]
    lines[1]["amount"] = "199.99"
    lines.append(_result(enrolments[0]))
    shown = "run { state settled } rejected { index errors { code path } }"
    booked = await served.done(
        FINANCE, "recordBankResults", shown, runId=encode("Run", str(run.id)), results=lines
    )
    assert booked["run"] == {"state": "APPROVED", "settled": "200.00"}
    assert booked["rejected"] == [
        {"index": 1, "errors": [{"code": "AMOUNT_MISMATCH", "path": ["results", "1", "amount"]}]},
        {"index": 2, "errors": [{"code": "ALREADY_DONE", "path": ["results", "2", "outcome"]}]},
    ]


async def test_what_lost_its_justification_is_taken_back_in_parts(served: Served) -> None:
    enrolment, _ = await _paid(served)
    await served.story.bank(await served.story.run())
    await served.story.change(enrolment, "WITHDRAW", "2015-09-01")
    given = {
        "paymentId": encode("Payment", str(payment_of(enrolment))),
        "receivedOn": "2015-12-01",
        "reference": "收",
    }
    shown = "payment { state justification { holds dueNow } }"
    part = await served.done(FINANCE, "recordRecovery", shown, amount="50.00", **given)
    assert part["payment"] == {"state": "SETTLED", "justification": {"holds": False, "dueNow": "0.00"}}
    too_much = await served.do(FINANCE, "recordRecovery", amount="150.01", **given)
    assert [error["code"] for error in too_much["errors"]] == ["AMOUNT_MISMATCH"]
    rest = await served.done(FINANCE, "recordRecovery", shown, amount="150.00", **given)
    assert rest["payment"]["state"] == "RECOVERED"


async def _paid(served: Served) -> list[str]:
    """Two people on an approved list, and money for them."""
    await served.story.school()
    enrolments = await served.story.students(2)
    await served.story.roster()
    await served.story.allocation()
    return enrolments


def _result(enrolment: str) -> dict[str, str]:
    return {
        "paymentId": encode("Payment", str(payment_of(enrolment))),
        "outcome": "SETTLED",
        "amount": "200.00",
        "on": "2015-09-25",
        "reference": "回单",
    }
