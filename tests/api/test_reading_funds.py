"""The money of a school, scheme and term, then and now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking, nodes
from tests.support.people import holder
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story

ACCOUNT = """query ($asOf: AsOf) {
  fundAccount(schoolCode: "3637000001", scheme: GRANT, term: "2015-AUTUMN", asOf: $asOf) {
  school { code } scheme term closed allocated instructed settled inTransit recovered available
  allocations { source amount documentNumber receivedOn event { type } }
  surplus { total outstanding shares { source due remitted acknowledged } } } }"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def test_an_account_from_its_first_allocation_to_its_refund(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(3)
    await story.roster()
    await ask.fold()
    assert (await ask.data(ACCOUNT)) == {"fundAccount": None}
    await story.allocation(600_00, "COUNTY")
    await story.allocation(900_00, "CENTRAL")
    run = await story.run()
    sent = await ask.fold()
    account = (await ask.data(ACCOUNT))["fundAccount"]
    assert (account["allocated"], account["instructed"]) == ("1500.00", "600.00")
    assert (account["inTransit"], account["settled"]) == ("600.00", "0.00")
    assert (account["available"], account["surplus"], account["closed"]) == ("900.00", None, False)
    assert [(part["source"], part["amount"]) for part in account["allocations"]] == [
        ("COUNTY", "600.00"),
        ("CENTRAL", "900.00"),
    ]
    assert account["allocations"][0]["event"]["type"] == "funds.Allocated.v1"
    await story.bank(run)
    await story.closed()
    await story.refund(540_00, "CENTRAL", acknowledged=False)
    await story.refund(100_00, "COUNTY")
    await ask.fold()
    account = (await ask.data(ACCOUNT))["fundAccount"]
    assert (account["closed"], account["available"], account["settled"]) == (True, "0.00", "600.00")
    assert account["surplus"] == {
        "total": "900.00",
        "outstanding": "260.00",
        "shares": [
            {"source": "CENTRAL", "due": "540.00", "remitted": "540.00", "acknowledged": "0.00"},
            {"source": "COUNTY", "due": "360.00", "remitted": "100.00", "acknowledged": "100.00"},
        ],
    }
    then = (await ask.data(ACCOUNT, asOf={"position": str(sent)}))["fundAccount"]
    assert (then["closed"], then["inTransit"], then["available"]) == (False, "600.00", "900.00")
    assert (await ask.data(ACCOUNT, holder("FINANCE", "3701"))) == {"fundAccount": None}


async def test_the_trial_balance_balances_then_and_now(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(2)
    await story.roster()
    await story.allocation(1000_00)
    before = await ask.fold()
    await story.bank(await story.run())
    await ask.fold()
    query = "query ($asOf: AsOf) { trialBalance(asOf: $asOf) { balanced accounts { code debit credit } } }"
    balance = (await ask.data(query))["trialBalance"]
    assert balance["balanced"] is True
    sums = {account["code"]: (account["debit"], account["credit"]) for account in balance["accounts"]}
    assert sums == {
        f"aid:{SCHOOL}:GRANT:2015-AUTUMN": ("1000.00", "400.00"),
        "payee:student": ("400.00", "0.00"),
        "source:CENTRAL": ("0.00", "1000.00"),
        "transit:bank": ("400.00", "400.00"),
    }
    then = (await ask.data(query, asOf={"position": str(before)}))["trialBalance"]
    assert [account["code"] for account in then["accounts"]] == [
        f"aid:{SCHOOL}:GRANT:2015-AUTUMN",
        "source:CENTRAL",
    ]


async def test_accounts_are_listed_by_division_scheme_and_term(ask: Asking, story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL, "370102")
    for school in (SCHOOL, OTHER_SCHOOL):
        for scheme in ("GRANT", "TUITION_WAIVER"):
            await story.allocation(100_00, school=school, scheme=scheme)
    await ask.fold()
    query = """query ($prefix: String, $scheme: Scheme, $term: Term, $first: Int, $after: String) {
      fundAccounts(divisionPrefix: $prefix, scheme: $scheme, term: $term, first: $first, after: $after) {
        edges { node { school { code } scheme } } pageInfo { hasNextPage endCursor } } }"""

    async def found(by: str = "37", **values: Any) -> list[tuple[str, str]]:
        page = (await ask.data(query, holder("AUDITOR", by), **values))["fundAccounts"]
        return [(node["school"]["code"], node["scheme"]) for node in nodes(page)]

    assert len(await found()) == 4
    assert await found(prefix="3701", scheme="GRANT") == [(OTHER_SCHOOL, "GRANT")]
    assert await found("3715") == [(SCHOOL, "GRANT"), (SCHOOL, "TUITION_WAIVER")]
    assert await found(term="2016-SPRING") == []
    first = (await ask.data(query, first=3))["fundAccounts"]
    rest = await found(after=first["pageInfo"]["endCursor"])
    assert rest == [(OTHER_SCHOOL, "TUITION_WAIVER")]
