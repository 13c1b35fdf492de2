"""Who looks like the one who prepared it is that person to four eyes; and no name holds what nobody sees."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from api.auth.issued_claims import USUAL_CLAIMS, issued_viewer
from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.test_a_damaged_key_is_one_persons import _line as line
from tests.support.people import holder
from tests.support.server import Served, token_of
from tests.support.story import COUNTY, SCHOOL, payment_of

MAKER = Mandate("Éva 王芳", (Role.REGISTRAR,), (SCHOOL,))
CHECKER = Mandate("李校长", (Role.REGISTRY_AUTHORITY,), (COUNTY,))
UNSEEN = ["\u3164", "\u115f", "\u2800", "\u200e", "\n"]
ISSUER = "https://sso.example.org/realms/aid"


async def approved(served: Served, name: str) -> list[str]:
    """The codes with which somebody of that name is refused who approves what the maker registered."""
    lines: dict[str, Any] = {"schoolCode": SCHOOL, "students": [line(0)]}
    shown = "results { enrolment { id } }"
    [registered] = (await served.done(MAKER, "registerStudents", shown, **lines))["results"]
    given: dict[str, Any] = {"schoolCode": SCHOOL, "enrolmentIds": [registered["enrolment"]["id"]]}
    payload = await served.do(replace(CHECKER, name=name), "approveRegistrations", **given)
    return [error["code"] for error in payload["errors"]]


ALIKE = ["éva 王芳", "ÉVA 王芳", "Éva\u3000王芳", "Éva  王芳", "Ｅ\u0301va王芳"]


@pytest.mark.parametrize("name", [*ALIKE, unicodedata.normalize("NFD", "Éva 王芳")])
async def test_a_name_that_reads_like_the_makers_does_not_approve(served: Served, name: str) -> None:
    await served.story.school()
    assert await approved(served, name) == ["SAME_PERSON_MAY_NOT_REVIEW"]


async def test_another_name_does(served: Served) -> None:
    await served.story.school()
    assert await approved(served, "Eva 王芳") == []


@pytest.mark.parametrize("char", [*UNSEEN, "\ufeff", "\u202e"])
async def test_a_token_whose_name_holds_what_nobody_sees_is_none(served: Served, char: str) -> None:
    with pytest.raises(ValueError, match="the token names no person"):
        token_of(replace(CHECKER, name=f"Éva{char} 王芳"))


def issued(subject: str) -> Mandate:
    claims = {"sub": subject, "name": "王芳", "roles": ["PRINCIPAL"], "scopes": [SCHOOL], "exp": 2**40}
    return issued_viewer(claims, ISSUER, USUAL_CLAIMS)


def test_an_issuer_tells_its_people_apart_by_small_and_capital_letters() -> None:
    assert not issued("Ab").is_recorded(issued("aB").name)
    assert not issued("a b").is_recorded(issued("a  b").name)
    assert issued("王芳").is_recorded(issued("王芳").name)
    assert issued("Éva").is_recorded(issued(unicodedata.normalize("NFD", "Éva")).name)
    assert issued("ｗａｎｇ").is_recorded(issued("wang").name)


@pytest.mark.parametrize("told", ["fang", "ｆａｎｇ"])
def test_whom_version_0_1_recorded_by_the_subject_is_still_found(told: str) -> None:
    assert issued("fang").is_recorded(told)
    assert not issued("fang").is_recorded("Fang")


OPEN = {"code": "3637000002", "name": "学校", "divisionCode": COUNTY, "ownership": "PUBLIC"}
MONEY = {
    "schoolCode": SCHOOL,
    "scheme": "GRANT",
    "term": "2015-AUTUMN",
    "source": "CENTRAL",
    "amount": "1.00",
}
PAPER = {"kind": "FAMILY", "reference": "档案 1"}
SETTLED = {"outcome": "SETTLED", "amount": "200.00", "on": "2015-09-20", "reference": "回单"}


def with_(given: Any, path: list[str | int], text: str) -> Any:
    """The input with another text at the end of the path."""
    if not path:
        return text
    changed: Any = list(given) if isinstance(given, list) else dict(given)
    changed[path[0]] = with_(given[path[0]], path[1:], text)
    return changed


async def paid(served: Served) -> dict[str, tuple[Any, str, dict[str, Any], list[str | int]]]:
    """By what is named: who does what with which input, and where in it the name stands."""
    await served.story.school()
    [enrolment] = await served.story.students(1)
    await served.story.roster()
    await served.story.allocation()
    run = await served.story.run()
    ids = {"enrolmentId": encode("Enrolment", enrolment)}
    change = {**ids, "kind": "CHANGE_MAJOR", "effectiveOn": "2016-03-01", "reason": "其他"}
    major = {"toMajorCode": "010200", "toMajorName": "现代农艺技术"}
    hardship = {**ids, "schoolYear": 2015, "level": "HARD", "evidence": [PAPER]}
    result = {"paymentId": encode("Payment", str(payment_of(enrolment))), **SETTLED}
    registrar = holder("REGISTRAR", SCHOOL)
    students = {"schoolCode": SCHOOL, "students": [{**line(1), "className": "一班"}]}
    allocation = {**MONEY, "documentNumber": "财教1", "receivedOn": "2015-09-01"}
    bank = {"runId": encode("Run", str(run.id)), "results": [result]}
    officer = holder("AID_OFFICER", SCHOOL)
    return {
        "school": (holder("REGISTRY_AUTHORITY"), "openSchool", OPEN, ["name"]),
        "student": (registrar, "registerStudents", students, ["students", 0, "name"]),
        "class": (registrar, "registerStudents", students, ["students", 0, "className"]),
        "major": (registrar, "registerStudents", students, ["students", 0, "majorName"]),
        "new major": (registrar, "requestStatusChange", {**change, **major}, ["toMajorName"]),
        "kind of paper": (officer, "assessHardship", hardship, ["evidence", 0, "kind"]),
        "place of a paper": (officer, "assessHardship", hardship, ["evidence", 0, "reference"]),
        "document": (holder("FINANCE"), "recordAllocation", allocation, ["documentNumber"]),
        "bank's reference": (holder("FINANCE"), "recordBankResults", bank, ["results", 0, "reference"]),
    }


LINES = {"registerStudents": "results", "recordBankResults": "rejected"}


async def test_no_name_and_no_reference_holds_what_nobody_sees(served: Served) -> None:
    cases = await paid(served)
    before = await served.ledger.position()
    for (what, (by, mutation, given, path)), char in product(cases.items(), UNSEEN):
        field = LINES.get(mutation)
        shown = f"{field} {{ errors {{ code path }} }}" if field else ""
        for text in (f"甲{char}乙", char * 2):
            payload = await served.do(by, mutation, shown, **with_(given, path, text))
            errors = (
                [error for row in payload[field] for error in row["errors"]] if field else payload["errors"]
            )
            found = [(error["code"], error["path"]) for error in errors]
            assert found == [("INVALID_INPUT", [str(part) for part in path])] or (
                what == "class" and text == "\n\n"  # a class that is left out
            ), (what, text, payload)
    grown = await served.ledger.position() - before
    assert grown == 2, "but for the one student without a class"


async def test_a_reason_says_something(served: Served) -> None:
    await served.story.school()
    [enrolment] = await served.story.students(1)
    change = {"enrolmentId": encode("Enrolment", enrolment), "kind": "SUSPEND", "effectiveOn": "2016-03-01"}
    for reason in ("\u3164", "\u2800 \u115f", "\u200b"):
        payload = await served.do(holder("REGISTRAR", SCHOOL), "requestStatusChange", reason=reason, **change)
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [
            ("INVALID_INPUT", ["reason"])
        ]
    by, joined = holder("REGISTRAR", SCHOOL), "父\u200d母 👨\u200d👩"
    filed = await served.done(by, "requestStatusChange", "change { reason }", reason=joined, **change)
    assert filed["change"]["reason"] == joined


async def test_what_has_no_width_makes_no_other_document(served: Served) -> None:
    await served.story.school()
    given = {**MONEY, "documentNumber": "财教1", "receivedOn": "2015-09-01"}
    await served.done(holder("FINANCE"), "recordAllocation", **given)
    again = await served.do(
        holder("FINANCE"), "recordAllocation", **given | {"documentNumber": "财\u200b教1 "}
    )
    assert [error["code"] for error in again["errors"]] == ["ALREADY_DONE"]
