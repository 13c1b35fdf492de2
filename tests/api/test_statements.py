"""What the questions of every day cost the database, however long their lists are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking
from tests.support.people import holder
from tests.support.statements import Statements, statements_of
from tests.support.story import SCHOOL, Story, payment_of

BY = holder("AUDITOR", "3715")

PAYMENT = """query ($id: ID!) { payment(id: $id) { amount student { name } school { name }
  justification { holds policy { version } facts { statement event { type actor } } brokenBy { type } } } }"""
PAYMENTS = "{ payments(first: 50) { edges { node { amount student { id name } school { code name } } } } }"
ROSTER = """query ($school: String!) { roster(schoolCode: $school, on: "2016-03-01") { edges { node {
  className status timeline { status from until } school { name } } } } }"""
ACCOUNTS = '{ fundAccounts(divisionPrefix: "3715") { edges { node { available school { name } } } } }'


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def told(ask: Asking, story: Story) -> str:
    """The id of one of 60 payments."""
    await story.school()
    enrolments = await story.students(60)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    return encode("Payment", str(payment_of(enrolments[0])))


async def of(ask: Asking, query: str, **variables: Any) -> Statements:
    """Without the look at how far the tables have come, and the record of whose data is shown."""
    await ask.data(query, BY, **variables)
    with statements_of(ask.reader.ledger, ask.reader, ask.reader.lookout) as seen:
        await ask.data(query, BY, **variables)
    kept = Statements(
        text for text in seen if not text.startswith(("SELECT head.position", "INSERT INTO look"))
    )
    kept.waits = seen.waits - (len(seen) - len(kept))
    return kept


async def test_a_payment_with_its_justification_costs_three_in_two_waits(ask: Asking, story: Story) -> None:
    statements = await of(ask, PAYMENT, id=await told(ask, story))
    assert (len(statements), statements.waits) == (3, 2), statements


async def test_lists_cost_two(ask: Asking, story: Story) -> None:
    await told(ask, story)
    for query in (PAYMENTS, ROSTER):
        statements = await of(ask, query, school=SCHOOL)
        assert (len(statements), statements.waits) == (2, 2), statements


async def test_fund_accounts_cost_one(ask: Asking, story: Story) -> None:
    await told(ask, story)
    statements = await of(ask, ACCOUNTS)
    assert len(statements) == 1, statements
