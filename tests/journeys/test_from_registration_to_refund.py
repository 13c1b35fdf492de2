"""One school's whole term over HTTP: opened, enrolled, approved, listed, paid, closed, refunded."""

from __future__ import annotations

from typing import Any

from tests.support.people import holder, id_number
from tests.support.server import Served

SCHOOL, COUNTY = "3637000001", "371525"
PROVINCE = holder("REGISTRY_AUTHORITY", COUNTY)
REGISTRAR, OFFICER, PRINCIPAL = (holder(role, SCHOOL) for role in ("REGISTRAR", "AID_OFFICER", "PRINCIPAL"))
AUTHORITY, FINANCE = holder("AID_AUTHORITY", COUNTY), holder("FINANCE", COUNTY)
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}


def student(number: int) -> dict[str, Any]:
    return {
        "idNumber": id_number(number),
        "name": f"𬱖学生{number}",
        "hukou": "RURAL",
        "originDivisionCode": COUNTY,
        "majorCode": "010100",
        "majorName": "设施农业技术",
        "entryDate": "2015-09-01",
        "years": 3,
    }


async def test_a_term_from_the_first_registration_to_the_last_refund(served: Served) -> None:
    enrolments = await _enrolled(served)
    await _listed(served)
    await _funded(served)
    run = await _paid(served)
    assert run["count"] == len(enrolments)
    assert run["total"] == "600.00"
    account = await _refunded(served)
    assert account["surplus"] == {
        "total": "600.00",
        "outstanding": "0.00",
        "shares": [
            {"source": "CENTRAL", "due": "500.00", "remitted": "500.00", "acknowledged": "500.00"},
            {"source": "PROVINCE", "due": "100.00", "remitted": "100.00", "acknowledged": "100.00"},
        ],
    }


async def _enrolled(served: Served) -> list[str]:
    opened = await served.done(
        PROVINCE,
        "openSchool",
        "school { code name enrolmentStopped }",
        code=SCHOOL,
        name="阳谷县职业中专",
        divisionCode=COUNTY,
        ownership="PUBLIC",
    )
    assert opened["school"] == {"code": SCHOOL, "name": "阳谷县职业中专", "enrolmentStopped": False}
    registered = await served.done(
        REGISTRAR,
        "registerStudents",
        "results { index enrolment { id status student { name } } errors { code } }",
        schoolCode=SCHOOL,
        students=[student(number) for number in range(3)],
    )
    lines = registered["results"]
    assert [line["enrolment"]["status"] for line in lines] == ["PENDING"] * 3
    assert [line["enrolment"]["student"]["name"] for line in lines] == [f"𬱖学生{n}" for n in range(3)]
    ids = [line["enrolment"]["id"] for line in lines]
    approved = await served.done(
        PROVINCE, "approveRegistrations", "approved { id status }", schoolCode=SCHOOL, enrolmentIds=ids
    )
    assert approved["approved"] == [{"id": id, "status": "ACTIVE"} for id in ids]
    return ids


async def _listed(served: Served) -> None:
    drafted = await served.done(
        OFFICER, "draftAidRoster", "roster { id state entries { edges { node { grounds } } } }", **ACCOUNT
    )
    roster = drafted["roster"]
    assert roster["state"] == "DRAFT"
    assert len(roster["entries"]["edges"]) == 3
    shown = "roster { state publishedOn }"
    steps = (
        (OFFICER, "publishAidRoster", {"publishedOn": "2015-09-07"}, "PUBLISHED"),
        (PRINCIPAL, "submitAidRoster", {"submittedOn": "2015-09-21"}, "SUBMITTED"),
        (AUTHORITY, "reviewAidRoster", {"decision": "APPROVE"}, "APPROVED"),
    )
    for by, mutation, values, state in steps:
        done = await served.done(by, mutation, shown, rosterId=roster["id"], **values)
        assert done["roster"] == {"state": state, "publishedOn": "2015-09-07"}


async def _funded(served: Served) -> None:
    for source, amount in (("CENTRAL", "1000.00"), ("PROVINCE", "200.00")):
        await served.done(
            FINANCE,
            "recordAllocation",
            **ACCOUNT,
            source=source,
            amount=amount,
            documentNumber=f"财教〔2015〕{source}",
            receivedOn="2015-09-01",
        )


async def _paid(served: Served) -> Any:
    drafted = await served.done(
        OFFICER,
        "draftRun",
        "run { id digest count total state }",
        schoolCode=SCHOOL,
        scheme="GRANT",
        month="2015-09",
    )
    run = drafted["run"]
    shown = "run { state payments { edges { node { id amount state } } } }"
    approved = await served.done(PRINCIPAL, "approveRun", shown, runId=run["id"], digest=run["digest"])
    payments = [edge["node"] for edge in approved["run"]["payments"]["edges"]]
    assert [payment["state"] for payment in payments] == ["INSTRUCTED"] * 3
    results = [
        {
            "paymentId": payment["id"],
            "outcome": "SETTLED",
            "amount": payment["amount"],
            "on": "2015-09-25",
            "reference": "回单",
        }
        for payment in payments
    ]
    booked = await served.done(
        FINANCE,
        "recordBankResults",
        "run { state settled } rejected { index }",
        runId=run["id"],
        results=results,
    )
    assert booked["run"] == {"state": "CLOSED", "settled": "600.00"}
    return run


async def _refunded(served: Served) -> Any:
    closed = await served.done(
        AUTHORITY, "closeTerm", "account { closed surplus { outstanding } }", **ACCOUNT, closedOn="2016-02-20"
    )
    assert closed["account"] == {"closed": True, "surplus": {"outstanding": "600.00"}}
    shown = "account { surplus { total outstanding shares { source due remitted acknowledged } } }"
    for source, amount in (("CENTRAL", "500.00"), ("PROVINCE", "100.00")):
        values = {**ACCOUNT, "source": source, "amount": amount, "on": "2016-02-25", "reference": "退"}
        await served.done(FINANCE, "remitRefund", **values)
        done = await served.done(FINANCE, "acknowledgeRefund", shown, **values)
    return done["account"]
