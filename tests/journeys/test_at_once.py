"""Two people do the same thing at the same moment: exactly one of them has done it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from api.graphql.relay.global_id import encode
from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import SCHOOL, payment_of

FINANCE = holder("FINANCE")
OFFICER, PRINCIPAL = holder("AID_OFFICER", SCHOOL), holder("PRINCIPAL", SCHOOL)
AUTHORITY = holder("AID_AUTHORITY")
ACCOUNT = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}


async def both(*calls: Awaitable[Any]) -> list[list[str]]:
    """The codes that each was refused with."""
    payloads = await asyncio.gather(*calls)
    return sorted([error["code"] for error in payload["errors"]] for payload in payloads)


async def told(served: Served, people: int, fen: int) -> list[str]:
    """A school with an approved list and some money."""
    await served.story.school()
    enrolments = await served.story.students(people)
    await served.story.roster()
    await served.story.allocation(fen)
    return enrolments


async def test_two_approvals_of_one_run(served: Served) -> None:
    await told(served, 3, 1000_00)
    run = await served.story.run_draft()
    given = {"runId": encode("Run", str(run.id)), "digest": run.digest}
    refused = await both(*(served.do(by, "approveRun", **given) for by in (PRINCIPAL, AUTHORITY)))
    assert refused == [[], ["ALREADY_DONE"]]


async def test_two_runs_for_one_budget(served: Served) -> None:
    await told(served, 3, 1000_00)
    runs = [await served.story.run_draft(month) for month in ("2015-09", "2015-10")]
    calls = [
        served.do(PRINCIPAL, "approveRun", runId=encode("Run", str(run.id)), digest=run.digest)
        for run in runs
    ]
    assert await both(*calls) == [[], ["INSUFFICIENT_FUNDS"]]


async def test_a_list_handed_in_and_drawn_up_anew(served: Served) -> None:
    await served.story.school()
    await served.story.students(1)
    roster = encode("AidRoster", str(await served.story.roster_draft()))
    await served.done(OFFICER, "publishAidRoster", rosterId=roster, publishedOn="2015-09-07")
    refused = await both(
        served.do(PRINCIPAL, "submitAidRoster", rosterId=roster, submittedOn="2015-09-15"),
        served.do(OFFICER, "draftAidRoster", **ACCOUNT),
    )
    assert refused in ([[], ["ROSTER_LOCKED"]], [[], ["PUBLICITY_TOO_SHORT"]])


async def test_two_recoveries_of_one_payment(served: Served) -> None:
    [enrolment] = await told(served, 1, 1000_00)
    await served.story.bank(await served.story.run())
    await served.story.change(enrolment, "WITHDRAW", "2015-09-01")
    given = {
        "paymentId": encode("Payment", str(payment_of(enrolment))),
        "amount": "200.00",
        "receivedOn": "2015-12-01",
        "reference": "收",
    }
    refused = await both(*(served.do(FINANCE, "recordRecovery", **given) for _ in range(2)))
    assert refused == [[], ["ALREADY_DONE"]]


async def test_two_refunds_of_one_surplus(served: Served) -> None:
    await told(served, 1, 1000_00)
    await served.story.closed()
    given = {**ACCOUNT, "source": "CENTRAL", "amount": "1000.00", "on": "2016-03-01", "reference": "退"}
    refused = await both(*(served.do(FINANCE, "remitRefund", **given) for _ in range(2)))
    assert refused == [[], ["ALREADY_DONE"]]


async def test_a_withdrawal_and_an_approval(served: Served) -> None:
    """Whichever comes first: the payment is stopped, or it is paid and stands there as overpaid."""
    [enrolment] = await told(served, 1, 1000_00)
    run = await served.story.run_draft()
    change = await served.story.requested(enrolment, "WITHDRAW", "2015-09-01")
    given = {"runId": encode("Run", str(run.id)), "digest": run.digest}
    approve = served.do(PRINCIPAL, "approveRun", **given)
    payload, _ = await asyncio.gather(approve, served.story.decided(change))
    codes = [error["code"] for error in payload["errors"]]
    now = str(await served.ledger.position())
    asked = "{ overpayments { edges { node { amount open } } } }"
    overpaid = await served.data(AUTHORITY, asked, ledger_position=now)
    expected = [] if codes else [{"node": {"amount": "200.00", "open": True}}]
    assert codes in ([], ["EVIDENCE_CHANGED"])
    assert overpaid["overpayments"]["edges"] == expected
