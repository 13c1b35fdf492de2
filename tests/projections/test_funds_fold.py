"""Accounts and balances as rows: as the aggregate stands after every event, and always in balance."""

from __future__ import annotations

import json
from collections import Counter

from domain.funds.account import FundAccount, account_id
from domain.ledger.postgres.ledger import Ledger
from projections.funds.projection import Funds
from projections.funds.queries import totals
from projections.verify.postings import PostingSums
from tests.projections.folding import fold, folded
from tests.support.long_story import SPRING, WAIVER, tell_long_story
from tests.support.story import GRANT, OTHER_SCHOOL, SCHOOL, TERM, Story, payment_of

STILL = 2**63 - 1
FUNDS = Funds()
AID = f"aid:{SCHOOL}:{GRANT}:{TERM}"


async def test_the_rows_are_the_same_whatever_the_size_of_the_pages(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    whole = await folded(ledger, FUNDS, 5_000)
    assert all(whole.values())
    for page in (1, 2, 7, 64):
        assert await folded(ledger, FUNDS, page) == whole


async def test_an_account_is_as_its_aggregate_stands(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    await fold(ledger, FUNDS)
    rows = await ledger.pool.fetch(f"SELECT * FROM fund_account WHERE known_to = {STILL}")
    assert len(rows) == 5
    for row in rows:
        account = await story.load(FundAccount, account_id(row["school"], row["scheme"], row["term"]))
        for name in ("closed", "allocated", "settled", "in_transit", "recovered", "available"):
            assert row[name] == getattr(account, name), name
        for name in ("due", "remitted", "acknowledged"):
            assert json.loads(row[name]) == getattr(account, name), name


async def test_what_was_known_before_is_kept(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.allocation(300_00)
    before = await ledger.position()
    await story.allocation(200_00, "COUNTY")
    await fold(ledger, FUNDS)
    row = await ledger.pool.fetchrow(
        "SELECT allocated, known_to FROM fund_account WHERE known_from <= $1 AND known_to > $1", before
    )
    assert tuple(row) == (300_00, before + 1)


async def test_allocations_are_kept_one_by_one(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.allocation(300_00)
    await story.allocation(200_00, "COUNTY")
    await fold(ledger, FUNDS)
    rows = await ledger.pool.fetch("SELECT source, amount FROM allocation ORDER BY position")
    assert [tuple(row) for row in rows] == [("CENTRAL", 300_00), ("COUNTY", 200_00)]


async def test_the_balance_of_an_account_is_what_is_left_in_it(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    held = await balances(ledger)
    assert sum(held.values()) == 0
    in_transit = 0
    for row in await ledger.pool.fetch(f"SELECT * FROM fund_account WHERE known_to = {STILL}"):
        remitted = sum(json.loads(row["remitted"]).values())
        left = row["allocated"] + row["recovered"] - row["settled"] - row["in_transit"] - remitted
        assert held[f"aid:{row['school']}:{row['scheme']}:{row['term']}"] == left
        in_transit += row["in_transit"]
    assert held["transit:bank"] == in_transit


async def test_at_every_position_the_balances_are_the_sums_of_what_was_posted_by_then(
    ledger: Ledger, story: Story
) -> None:
    await tell_long_story(story)
    await fold(ledger, FUNDS)
    schools = [None, frozenset[str](), {SCHOOL}, {OTHER_SCHOOL}, {SCHOOL, OTHER_SCHOOL}]
    posted = [PostingSums() for _ in schools]
    for position in range(1, await ledger.position() + 1):
        event = await ledger.event_at(position)
        for visible, sums in zip(schools, posted, strict=True):
            if event.KIND.stream == FundAccount.STREAM and (visible is None or event.school in visible):
                sums.add([event])
            said = {row.code: (row.debit, row.credit) for row in await totals(ledger.pool, visible, position)}
            codes = sums.debit.keys() | sums.credit.keys()
            assert said == {code: (sums.debit[code], sums.credit[code]) for code in codes}


async def test_money_follows_what_the_bank_reports(ledger: Ledger, story: Story) -> None:
    a, b, c = await instructed_school(story, 3)
    run = await story.run()
    assert await balances(ledger) == {"source:CENTRAL": -1000_00, AID: 400_00, "transit:bank": 600_00}
    await story.bank(run, "SETTLED", [a])
    await story.bank(run, "FAILED", [b])
    await story.bank(run, "RETURNED", [c])
    assert await balances(ledger) == {"source:CENTRAL": -1000_00, AID: 800_00, "payee:student": 200_00}
    await story.bank(run, "RETURNED", [a])
    assert await balances(ledger) == {"source:CENTRAL": -1000_00, AID: 1000_00}


async def test_a_recovery_brings_money_back_from_the_payee(ledger: Ledger, story: Story) -> None:
    (gone,) = await instructed_school(story, 1)
    await story.bank(await story.run())
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(gone), 150_00)
    assert await balances(ledger) == {"source:CENTRAL": -1000_00, AID: 950_00, "payee:student": 50_00}


async def test_a_refund_travels_until_it_is_acknowledged(ledger: Ledger, story: Story) -> None:
    await instructed_school(story, 1)
    await story.closed()
    await story.refund(400_00, acknowledged=False)
    held = {"source:CENTRAL": -1000_00, AID: 600_00, "transit:refund": 400_00}
    assert await balances(ledger) == held
    await story.refund(600_00)
    held = {"source:CENTRAL": -400_00, "transit:refund": 400_00}
    assert await balances(ledger) == held


async def test_the_waiver_is_paid_to_the_school(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.students(1)
    await story.roster(scheme=WAIVER, term=SPRING)
    await story.allocation(200_00, scheme=WAIVER, term=SPRING)
    await story.bank(await story.run("2016-03", scheme=WAIVER))
    assert await balances(ledger) == {"source:CENTRAL": -200_00, "payee:school": 200_00}


async def instructed_school(story: Story, count: int) -> list[str]:
    """A school with an approved roster and 1,000 yuan, ready for its first run."""
    await story.school()
    enrolments = await story.students(count)
    await story.roster()
    await story.allocation(1000_00)
    return enrolments


async def balances(ledger: Ledger) -> dict[str, int]:
    """Fen by account, those that hold nothing left out."""
    await fold(ledger, FUNDS)
    held: Counter[str] = Counter()
    for row in await totals(ledger.pool, None, await ledger.position()):
        held[row.code] = row.debit - row.credit
    return {code: amount for code, amount in held.items() if amount}
