"""The storyteller itself: a whole term in a few lines, on a database of its own."""

import pytest

from domain.aid.payment import Payment
from domain.funds.account import FundAccount, account_id
from domain.ledger.postgres.ledger import Ledger
from domain.refusal import Refusal
from tests.support.story import GRANT, OTHER_SCHOOL, SCHOOL, TERM, Story, payment_of


async def test_a_ledger_begins_empty(ledger: Ledger) -> None:
    assert await ledger.position() == 0


async def test_a_term_from_the_opening_of_the_school_to_the_refund(story: Story) -> None:
    await story.school()
    gone, *_ = await story.students(3)
    await story.roster()
    await story.allocation(500_00, "CENTRAL")
    await story.allocation(500_00, "COUNTY")
    await story.bank(await story.run())
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(gone), 200_00)
    await story.closed()
    await story.refund(300_00, "COUNTY")
    account = await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))
    assert (account.allocated, account.settled, account.recovered) == (1_000_00, 600_00, 200_00)
    assert (account.due, account.acknowledged) == ({"CENTRAL": 300_00, "COUNTY": 300_00}, {"COUNTY": 300_00})
    assert (await story.load(Payment, payment_of(gone))).state == "RECOVERED"


async def test_a_transfer_is_approved_by_everybody_on_its_route(story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL, "371502")
    (one,) = await story.students(1)
    await story.change(one, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    await story.roster(OTHER_SCHOOL, term="2016-SPRING")


async def test_what_the_rules_forbid_cannot_be_told(story: Story) -> None:
    await story.school()
    with pytest.raises(Refusal, match="ALREADY_DONE"):
        await story.school()
