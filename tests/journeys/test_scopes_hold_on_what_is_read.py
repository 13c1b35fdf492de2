"""Every role in every scope: nothing outside the scope is seen, found or counted, by whatever way it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from domain.mandate import Mandate
from domain.policy.money import format_yuan
from domain.vocabulary import Role
from tests.journeys import neighbours
from tests.journeys.neighbours import School, quoted, seen_by, viewers
from tests.support.people import holder
from tests.support.server import Served

PERSON = "{ id name idNumber studentNumber }"
EVENT = "{ id stream actor data }"
EVERYTHING = f"""query ($first: Int = 200) {{
  schools(first: $first) {{ edges {{ node {{ id code name }} }} }}
  aidRosters(first: $first) {{ edges {{ node {{ id school {{ code }} steps {{ actor scope }}
    entries {{ edges {{ node {{ enrolment {{ id student {PERSON} }} }} }} }}
    excluded {{ edges {{ node {{ enrolment {{ id student {PERSON} }} }} }} }} }} }} }}
  runs(first: $first) {{ edges {{ node {{ id count total school {{ code }}
    payments {{ edges {{ node {{ id amount student {PERSON} enrolment {{ id }} }} }} }}
    excluded {{ edges {{ node {{ enrolment {{ id student {PERSON} }} }} }} }} }} }} }}
  payments(first: $first) {{ edges {{ node {{ id school {{ name }} run {{ id }} history {EVENT} student {PERSON}
    justification {{ facts {{ statement event {EVENT} }} brokenBy {EVENT} }} }} }} }}
  overpayments(first: $first) {{ edges {{ node {{ id cause {EVENT} payment {{ id student {PERSON} }} }} }} }}
  arrears(first: $first) {{ edges {{ node {{ month enrolment {{ id timeline {{ event {EVENT} }} student {{ id name
    enrolments {{ id school {{ code }} }} payments {{ edges {{ node {{ id }} }} }}
    history {{ edges {{ node {EVENT} }} }} }} }} }} }} }}
  fundAccounts(first: $first) {{ edges {{ node {{ school {{ code }} allocated allocations {{ event {EVENT} }} }} }} }}
  events(first: $first) {{ edges {{ node {EVENT} }} }}
  trialBalance {{ balanced accounts {{ code debit credit }} }} }}"""
EACH = {  # rows of each list, for every school that is seen
    "schools": 1,
    "aidRosters": 1,
    "runs": 1,
    "payments": 2,
    "overpayments": 1,
    "arrears": 4,
    "fundAccounts": 1,
}


async def asked_for_by_name(served: Served, by: Mandate, school: School) -> Any:
    """One school's things, each by its id or its number."""
    nodes = " ".join(
        f"{name}: node(id: {orjson.dumps(id).decode()}) {{ id }}" for name, id in school.ids.items()
    )
    listed = " ".join(
        f"{name}: {name}(schoolCode: $school) {{ edges {{ cursor }} }}"
        for name in ("aidRosters", "runs", "payments", "overpayments", "arrears")
    )
    query = f"""query ($school: String!, $student: ID!, $payment: ID!, $number: String!, $formal: String!) {{
      {nodes} {listed} school(code: $school) {{ name }} payment(id: $payment) {{ amount }}
      student(id: $student) {PERSON} byNumber: student(idNumber: $number) {PERSON}
      formal: student(studentNumber: $formal) {PERSON} his: payments(studentId: $student) {{ edges {{ cursor }} }}
      roster(schoolCode: $school, on: "2015-09-01", statuses: [ACTIVE, WITHDRAWN]) {{ edges {{ node {{ id }} }} }}
      fundAccount(schoolCode: $school, scheme: GRANT, term: "2015-AUTUMN") {{ allocated }}
      stream: events(stream: $student) {{ edges {{ node {EVENT} }} }}
      money: fundAccounts(divisionPrefix: "{school.division}") {{ edges {{ cursor }} }}
      prefixed: schools(divisionPrefix: "{school.division}") {{ edges {{ cursor }} }} }}"""
    values = {"student": school.ids["Student"], "payment": school.ids["Payment"]}
    values |= {"school": school.code, "number": school.number, "formal": f"G{school.number}"}
    return await served.data(by, query, values)


def marks_in(answer: Any, schools: Sequence[School]) -> dict[str, set[str]]:
    """By school what can be read of it in an answer."""
    text = orjson.dumps(answer).decode()
    return {school.code: {mark for mark in school.marks if mark in text} for school in schools}


@pytest.mark.parametrize("role", tuple(Role))
async def test_in_lists_and_sums(served: Served, role: str) -> None:
    schools = await neighbours.tell(served)
    now = str(await served.ledger.position())
    for by in viewers((role,)):
        seen = seen_by(by, schools)
        answer = await served.data(by, EVERYTHING, ledger_position=now)
        found = marks_in(answer, schools)
        assert {code for code, marks in found.items() if marks} == {school.code for school in seen}, by
        assert all(found[school.code] >= _listed(school) for school in seen)
        assert {name: len(answer[name]["edges"]) for name in EACH} == {
            n: k * len(seen) for n, k in EACH.items()
        }
        assert answer["trialBalance"] == {"balanced": True, "accounts": _accounts(seen)}
        for school in schools:
            named = await asked_for_by_name(served, by, school)
            empty = {name for name, value in named.items() if value in (None, {"edges": []})}
            assert empty == (set() if school in seen else set(named)), (by, school.code)


def _listed(school: School) -> set[str]:
    """The nodes that some list holds: a change is asked for by its id."""
    return {quoted(id) for kind, id in school.ids.items() if kind != "StatusChange"}


def _accounts(seen: list[School]) -> list[dict[str, str]]:
    if not seen:
        return []
    paid = 400_00
    all_in, all_paid = sum(school.fen for school in seen), paid * len(seen)
    sums = [(f"aid:{school.code}:GRANT:2015-AUTUMN", school.fen, paid) for school in seen]
    sums += [
        ("payee:student", all_paid, 0),
        ("source:CENTRAL", 0, all_in),
        ("transit:bank", all_paid, all_paid),
    ]
    return [{"code": code, "debit": format_yuan(d), "credit": format_yuan(c)} for code, d, c in sums]


async def test_by_somebody_elses_cursor(served: Served) -> None:
    """It opens no other list, no other filter, and nothing that its holder may not see."""
    schools = await neighbours.tell(served)
    now = str(await served.ledger.position())
    whole, one = holder("AUDITOR"), holder("AUDITOR", schools[1].code)
    lists = [*EACH, "events"]
    for name in lists:
        page = await served.data(
            whole, f"{{ {name}(first: 1) {{ edges {{ cursor }} }} }}", ledger_position=now
        )
        after = page[name]["edges"][0]["cursor"]
        query = "query ($after: String) {{ {}(after: $after{}) {{ edges {{ node {{ {} }} }} }} }}"
        shown = {"arrears": "enrolment { id }", "fundAccounts": "school { code }"}.get(name, "id")
        mine = await served.data(one, query.format(name, "", shown), {"after": after})
        found = marks_in(mine, schools)
        assert [bool(found[school.code]) for school in schools] == [False, True, False], name
        others = [query.format(other, "", "__typename") for other in lists if other != name]
        narrower = {"schools": ', divisionPrefix: "37"', "events": ', afterPosition: "1"'}
        narrower |= {"fundAccounts": ", scheme: GRANT"}
        others.append(
            query.format(name, narrower.get(name, f', schoolCode: "{schools[1].code}"'), "__typename")
        )
        for other in others:
            [error] = (await served.post(whole, other, {"after": after})).json()["errors"]
            assert error["extensions"] == {"code": "INVALID_CURSOR", "argument": ["after"]}, other


async def test_in_what_is_told_of_the_ledger(served: Served) -> None:
    """Digests cover everything, so they are the same for everybody and tell nobody of anything."""
    schools = await neighbours.tell(served)
    now = str(await served.ledger.position())
    query = "{ ledger { code position projections { name version position lag digest } } }"
    told = [await served.data(by, query, ledger_position=now) for by in viewers(("FINANCE",))]
    assert told == [told[0]] * len(told)
    assert not any(marks_in(told, schools).values())
