"""Whoever holds every role somewhere else changes nothing here, by whatever mutation, and learns nothing either."""

from __future__ import annotations

from typing import Any

from graphql import build_schema

from api.graphql.ledger_schema import ledger_schema
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys import neighbours
from tests.journeys.neighbours import School
from tests.journeys.test_from_registration_to_refund import student
from tests.support.server import Served

ELSEWHERE = ("3637000002", "371502", "3701", "3637000009")
DAY = {"reference": "回单"}


def mutations(here: School) -> dict[str, tuple[dict[str, Any], str]]:
    """Each mutation with an input that would be in order here, and the field by which it is refused."""
    ids, account = here.ids, {"schoolCode": here.code, "scheme": "GRANT", "term": "2015-AUTUMN"}
    refund = {**account, "source": "CENTRAL", "amount": "1.00", "on": "2016-03-01", "reference": "退"}
    place = {"name": "学校", "divisionCode": here.division, "ownership": "PUBLIC"}
    paper = {"kind": "低保证", "reference": "1"}
    result = {
        "paymentId": ids["Payment"],
        "outcome": "RETURNED",
        "amount": "200.00",
        "on": "2015-10-01",
        **DAY,
    }
    money = {"source": "CENTRAL", "amount": "1.00", "documentNumber": "财教", "receivedOn": "2015-09-01"}
    school = {"schoolCode": here.code}
    return {
        "openSchool": ({"code": "3637000004", **place}, "divisionCode"),
        "stopEnrolment": ({**school, "reason": "虚报", "effectiveOn": "2016-01-01"}, "schoolCode"),
        "registerStudents": ({**school, "students": [student(99)]}, "schoolCode"),
        "approveRegistrations": ({**school, "enrolmentIds": [ids["Enrolment"]]}, "schoolCode"),
        "requestStatusChange": (
            {
                "enrolmentId": ids["Enrolment"],
                "kind": "CANCEL",
                "effectiveOn": "2015-10-01",
                "reason": "重复",
            },
            "enrolmentId",
        ),
        "reviewStatusChange": ({"changeId": ids["StatusChange"], "decision": "APPROVE"}, "changeId"),
        "assessHardship": (
            {"enrolmentId": ids["Enrolment"], "schoolYear": 2015, "level": "HARD", "evidence": [paper]},
            "enrolmentId",
        ),
        "draftAidRoster": ({**account, "supplementary": True}, "schoolCode"),
        "publishAidRoster": ({"rosterId": ids["AidRoster"], "publishedOn": "2015-09-07"}, "rosterId"),
        "submitAidRoster": ({"rosterId": ids["AidRoster"], "submittedOn": "2015-09-21"}, "rosterId"),
        "reviewAidRoster": ({"rosterId": ids["AidRoster"], "decision": "APPROVE"}, "rosterId"),
        "recordAllocation": ({**account, **money}, "schoolCode"),
        "draftRun": ({**school, "scheme": "GRANT", "month": "2015-10"}, "schoolCode"),
        "approveRun": ({"runId": ids["Run"], "digest": "0" * 64}, "runId"),
        "recordBankResults": ({"runId": ids["Run"], "results": [result]}, "runId"),
        "recordRecovery": (
            {"paymentId": ids["Payment"], "amount": "1.00", "receivedOn": "2015-12-01", **DAY},
            "paymentId",
        ),
        "closeTerm": ({**account, "closedOn": "2016-02-20"}, "schoolCode"),
        "remitRefund": (refund, "schoolCode"),
        "acknowledgeRefund": (refund, "schoolCode"),
    }


async def test_by_no_mutation_there_is(served: Served) -> None:
    here, *_ = await neighbours.tell(served)
    before = await served.ledger.position()
    known = mutations(here)
    root = build_schema(ledger_schema().as_str()).mutation_type
    assert root is not None
    assert known.keys() == root.fields.keys()
    for scope in ELSEWHERE:
        stranger = Mandate(f"外人 {scope}", tuple(Role), (scope,))
        for mutation, (given, field) in known.items():
            code = "NOT_FOUND" if field.endswith("Id") else "OUT_OF_SCOPE"
            payload = await served.do(stranger, mutation, **given)
            refused = [(error["code"], error["path"]) for error in payload["errors"]]
            assert refused == [(code, [field])], (scope, mutation)
            assert payload["position"] is None
            said = str(payload)
            assert not any(mark.strip('"') in said for mark in here.marks - {here.code}), mutation
    assert await served.ledger.position() == before


async def test_not_among_lines_of_ones_own(served: Served) -> None:
    """A batch of one's own school may name somebody else's student or payment: that line falls."""
    here, there, _ = await neighbours.tell(served)
    before = await served.ledger.position()
    owner = Mandate("本地人", tuple(Role), (there.division,))
    ids = {"schoolCode": there.code, "enrolmentIds": [here.ids["Enrolment"]]}
    payload = await served.do(owner, "approveRegistrations", "approved { id }", **ids)
    assert payload["approved"] == []
    assert [(e["code"], e["path"]) for e in payload["errors"]] == [("NOT_FOUND", ["enrolmentIds", "0"])]
    line = {
        "paymentId": here.ids["Payment"],
        "outcome": "RETURNED",
        "amount": "200.00",
        "on": "2015-10-01",
        **DAY,
    }
    results = {"runId": there.ids["Run"], "results": [line]}
    payload = await served.do(owner, "recordBankResults", "rejected { errors { code path } }", **results)
    [rejected] = payload["rejected"]
    assert rejected["errors"] == [{"code": "NOT_FOUND", "path": ["results", "0", "paymentId"]}]
    assert await served.ledger.position() == before
