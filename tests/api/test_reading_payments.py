"""A payment, why it was made, and what becomes of it when the past changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from api.graphql.aid import arrears
from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking, nodes
from tests.support.people import holder
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, payment_of, person_of

TRACE = """query ($id: ID!) { payment(id: $id) {
  id amount state attempt month scheme
  student { name idNumber erased } enrolment { id className } school { code } run { state count total settled }
  justification { decidedAt holds dueNow
    policy { version perMonth perYear studyYears source }
    facts { statement event { id position type actor effectiveOn data } }
    brokenBy { type effectiveOn data } }
  history { type position version recordedAt } } }"""

OVERPAYMENTS = """query ($open: Boolean) { overpayments(open: $open) { edges { node {
  id amount recovered open cause { type effectiveOn } payment { id month justification { holds dueNow } } } } } }"""

ARREARS = "{ arrears { edges { node { month amount scheme enrolment { id } } } } }"


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def paid_student(story: Story) -> str:
    """One school, one student, September 2015 paid."""
    await story.school()
    [enrolment] = await story.students(1)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run())
    return enrolment


async def test_a_payment_names_the_facts_that_justified_it(ask: Asking, story: Story) -> None:
    enrolment = await paid_student(story)
    await ask.fold()
    payment = (await ask.data(TRACE, id=encode("Payment", str(payment_of(enrolment)))))["payment"]
    assert (payment["amount"], payment["state"], payment["attempt"]) == ("200.00", "SETTLED", 1)
    assert payment["enrolment"]["id"] == encode("Enrolment", enrolment)
    assert payment["run"] == {"state": "CLOSED", "count": 1, "total": "200.00", "settled": "200.00"}
    justification = payment["justification"]
    assert justification["holds"] is True
    assert justification["dueNow"] == "200.00"
    assert justification["brokenBy"] == []
    assert justification["policy"]["version"] == "GRANT-2015-SPRING"
    assert [event["event"]["type"] for event in justification["facts"]] == [
        "registry.RegistrationApproved.v1",
        "registry.EnrolmentRegistered.v1",
        "aid.RosterPublished.v1",
        "aid.RosterReviewed.v1",
    ]
    assert [event["statement"] for event in justification["facts"]] == [
        f"Registered at school {SCHOOL}, approved with effect from 2015-09-01.",
        "Studies an agricultural major: 设施农业技术 (010100).",
        "On the roster that was made public on 2015-09-01.",
        "The roster was approved by AID_AUTHORITY 37.",
    ]
    assert [event["type"] for event in payment["history"]] == [
        "aid.PaymentInstructed.v1",
        "aid.PaymentSettled.v1",
    ]


async def test_the_facts_are_told_in_chinese(ask: Asking, story: Story) -> None:
    enrolment = await paid_student(story)
    await ask.fold()
    id = encode("Payment", str(payment_of(enrolment)))
    payment = (await ask.data(TRACE, language="zh", id=id))["payment"]
    told = [event["statement"] for event in payment["justification"]["facts"]]
    assert told[0] == f"已在学校 {SCHOOL} 注册，自 2015-09-01 起生效。"
    assert told[1] == "就读涉农专业：设施农业技术（010100）。"


async def test_a_withdrawal_found_late_makes_an_overpayment_and_its_recovery_closes_it(
    ask: Asking, story: Story
) -> None:
    enrolment = await paid_student(story)
    id = encode("Payment", str(payment_of(enrolment)))
    await ask.fold()
    assert nodes((await ask.data(OVERPAYMENTS))["overpayments"]) == []
    await story.change(enrolment, "WITHDRAW", "2015-09-01")
    await ask.fold()
    [over] = nodes((await ask.data(OVERPAYMENTS, open=True))["overpayments"])
    assert (over["amount"], over["recovered"], over["open"]) == ("200.00", "0.00", True)
    assert over["cause"] == {"type": "registry.StatusChanged.v1", "effectiveOn": "2015-09-01"}
    assert over["payment"]["justification"] == {"holds": False, "dueNow": "0.00"}
    broken = (await ask.data(TRACE, id=id))["payment"]["justification"]["brokenBy"]
    assert [event["data"]["kind"] for event in broken] == ["WITHDRAW"]
    await story.recovery(payment_of(enrolment), 200_00)
    await ask.fold()
    assert nodes((await ask.data(OVERPAYMENTS, open=True))["overpayments"]) == []
    [over] = nodes((await ask.data(OVERPAYMENTS, open=False))["overpayments"])
    assert (over["amount"], over["recovered"], over["open"]) == ("200.00", "200.00", False)
    found = await ask.data(
        "query ($id: ID!) { node(id: $id) { id ... on Overpayment { amount } } }", id=over["id"]
    )
    assert found["node"] == {"id": over["id"], "amount": "200.00"}


async def test_payments_are_read_as_of_then(ask: Asking, story: Story) -> None:
    enrolment = await paid_student(story)
    before = await ask.fold()
    await story.change(enrolment, "WITHDRAW", "2015-09-01")
    await ask.fold()
    query = """query ($asOf: AsOf, $justified: Boolean) {
      payments(asOf: $asOf, justified: $justified) { edges { node { state justification { holds dueNow } } } } }"""
    lost = {"state": "SETTLED", "justification": {"holds": False, "dueNow": "0.00"}}
    held = {"state": "SETTLED", "justification": {"holds": True, "dueNow": "200.00"}}
    assert nodes((await ask.data(query, justified=False))["payments"]) == [lost]
    assert nodes((await ask.data(query, justified=True))["payments"]) == []
    then = {"position": str(before)}
    assert nodes((await ask.data(query, asOf=then))["payments"]) == [held]
    assert nodes((await ask.data(query, asOf=then, justified=False))["payments"]) == []


async def test_months_that_are_due_and_unpaid_are_arrears(ask: Asking, story: Story) -> None:
    enrolment = await paid_student(story)
    await ask.fold()
    owed = nodes((await ask.data(ARREARS))["arrears"])
    assert [arrear["month"] for arrear in owed] == ["2015-10", "2015-11", "2015-12", "2016-01"]
    assert owed[0] == {
        "month": "2015-10",
        "amount": "200.00",
        "scheme": "GRANT",
        "enrolment": {"id": encode("Enrolment", enrolment)},
    }
    await story.run("2015-10")
    await ask.fold()
    owed = nodes((await ask.data(ARREARS))["arrears"])
    assert [arrear["month"] for arrear in owed] == ["2015-11", "2015-12", "2016-01"]


async def test_later_pages_of_arrears_show_the_past_of_the_first(ask: Asking, story: Story) -> None:
    await story.school()
    gone, *_ = await story.students(3)
    await story.roster()
    await story.allocation()
    await ask.fold()
    query = """query ($after: String, $first: Int) { arrears(first: $first, after: $after) {
      edges { node { month enrolment { id } } } pageInfo { hasNextPage endCursor } } }"""
    whole = nodes((await ask.data(query, first=100))["arrears"])
    page = (await ask.data(query, first=4))["arrears"]
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.bank(await story.run())
    await ask.fold()
    seen = nodes(page)
    while page["pageInfo"]["hasNextPage"]:
        page = (await ask.data(query, first=4, after=page["pageInfo"]["endCursor"]))["arrears"]
        seen += nodes(page)
    assert len(whole) == 15
    assert seen == whole


async def test_a_later_day_shows_no_more_arrears_to_a_cursor(
    ask: Asking, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The census day of November passes between two pages."""
    await story.school()
    await story.students(2)
    await story.roster()
    await ask.fold()
    monkeypatch.setattr(arrears, "today", lambda: date(2015, 11, 20))
    query = """query ($after: String, $first: Int) { arrears(first: $first, after: $after) {
      edges { node { month } } pageInfo { hasNextPage endCursor } } }"""
    page = (await ask.data(query, first=3))["arrears"]
    monkeypatch.setattr(arrears, "today", lambda: date(2015, 11, 21))
    rest = (await ask.data(query, first=9, after=page["pageInfo"]["endCursor"]))["arrears"]
    assert [one["month"] for one in nodes(page) + nodes(rest)] == ["2015-09", "2015-10"] * 2
    assert len(nodes((await ask.data(query, first=9))["arrears"])) == 6


async def test_a_cursor_and_another_past_are_not_both_shown(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(2)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    query = """query ($after: String, $then: AsOf) { payments(first: 1, after: $after, asOf: $then) {
      edges { cursor } } }"""
    position = await story.ledger.position()
    here, before = {"position": str(position)}, {"position": str(position - 1)}
    [first] = (await ask.data(query, then=here))["payments"]["edges"]
    [error] = await ask.errors(query, after=first["cursor"], then=before)
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_CURSOR", ["after"])
    await story.school(OTHER_SCHOOL)
    await ask.fold()
    for then in (here, None, {"recordedAt": "2999-01-01T00:00:00Z"}):
        assert len((await ask.data(query, after=first["cursor"], then=then))["payments"]["edges"]) == 1


async def test_pages_follow_each_other_without_gap_or_repetition(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(5)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    query = """query ($after: String) { payments(first: 2, after: $after) {
      edges { node { id } } pageInfo { hasNextPage endCursor } } }"""
    seen, after = [], None
    while True:
        page = (await ask.data(query, after=after))["payments"]
        seen += [node["id"] for node in nodes(page)]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 5
    foreign = """query ($after: String) { runs(after: $after) { edges { node { id } } } }"""
    [error] = await ask.errors(foreign, after=after)
    assert error["extensions"]["code"] == "INVALID_CURSOR"


async def test_a_class_costs_as_many_statements_as_one_student(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(1)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    query = """{ payments(first: 200) { edges { node {
      amount student { name payments { edges { node { month } } } history { edges { node { type } } }
        enrolments { status timeline { status event { type } } } }
      school { name } run { digest excluded { edges { node { reason } } } }
      history { type } justification { holds facts { statement event { data } } brokenBy { type } } } } } }"""
    by = holder("AUDITOR", "3715")
    one = await ask.statements(query, by)
    await story.students(20)
    await story.roster(supplementary=True)
    await story.run()
    await ask.fold()
    assert len(nodes((await ask.data(query, by))["payments"])) == 21
    # Fields that happen to ask at the same moment share a batch: a few more or less, never one a row.
    assert await ask.statements(query, by) <= one + 4


@pytest.mark.parametrize(
    "id",
    ["", "?", "UGF5bWVudDp4", encode("Payment", "x"), encode("Payment", "0" * 32), encode("School", SCHOOL)],
)
async def test_an_id_that_names_no_payment_answers_null(ask: Asking, story: Story, id: str) -> None:
    await story.school()
    await ask.fold()
    assert (await ask.data("query ($id: ID!) { payment(id: $id) { id } }", id=id)) == {"payment": None}


async def test_nothing_outside_the_scope_is_listed_counted_or_found(ask: Asking, story: Story) -> None:
    enrolment = await paid_student(story)
    await story.school(OTHER_SCHOOL, "370102")
    await story.change(enrolment, "WITHDRAW", "2015-09-01")
    await ask.fold()
    stranger = holder("AUDITOR", "370102")
    ids = {
        "Payment": str(payment_of(enrolment)),
        "Overpayment": str(payment_of(enrolment)),
        "Student": str(person_of(enrolment)),
        "Enrolment": enrolment,
        "StatusChange": f"{person_of(enrolment)}.1",
        "School": SCHOOL,
        "LedgerEvent": "1",
    }
    for name, raw in ids.items():
        query = "query ($id: ID!) { node(id: $id) { id } }"
        assert (await ask.data(query, id=encode(name, raw)))["node"] is not None, name
        assert (await ask.data(query, stranger, id=encode(name, raw)))["node"] is None, name
    lists = """{ payments { edges { node { id } } } runs { edges { node { id } } }
      aidRosters { edges { node { id } } } overpayments { edges { node { id } } }
      arrears { edges { node { month } } } fundAccounts { edges { node { term } } } }"""
    for connection in (await ask.data(lists, stranger)).values():
        assert connection["edges"] == []
    for name, connection in (await ask.data(lists)).items():
        assert connection["edges"] or name == "arrears"
    balance = await ask.data("{ trialBalance { balanced accounts { code } } }", stranger)
    assert balance == {"trialBalance": {"balanced": True, "accounts": []}}


async def test_an_approver_reads_every_line_of_a_draft(ask: Asking, story: Story) -> None:
    await story.school()
    enrolments = await story.students(3)
    await story.roster()
    run = await story.run_draft()
    await ask.fold()
    query = """query ($id: ID!, $after: String) { node(id: $id) { ... on Run {
      count total payments { edges { node { id } } }
      lines(first: 2, after: $after) {
        edges { node { amount attempt enrolment { id } } } pageInfo { hasNextPage endCursor } } } } }"""
    id = encode("Run", str(run.id))
    first = (await ask.data(query, id=id))["node"]
    assert first["payments"] == {"edges": []}
    assert first["lines"]["pageInfo"]["hasNextPage"] is True
    rest = (await ask.data(query, id=id, after=first["lines"]["pageInfo"]["endCursor"]))["node"]
    lines = nodes(first["lines"]) + nodes(rest["lines"])
    assert {line["enrolment"]["id"] for line in lines} == {encode("Enrolment", one) for one in enrolments}
    assert [(line["amount"], line["attempt"]) for line in lines] == [("200.00", 1)] * first["count"]
    assert rest["lines"]["pageInfo"]["hasNextPage"] is False


async def test_a_state_that_is_named_twice_is_one(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(2)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    query = "{ payments(states: [INSTRUCTED, INSTRUCTED]) { edges { node { id } } } }"
    assert len(nodes((await ask.data(query))["payments"])) == 2
