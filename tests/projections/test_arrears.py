"""What is owed, as rows: at every position what entitlements and payments say, in one past on every page."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from domain.ledger.postgres.ledger import Ledger
from domain.refusal import Refusal
from projections.aid.arrear_queries import ArrearRow, list_arrears
from projections.aid.projection import Aid
from projections.engine.projection import KNOWN_STILL
from projections.registry.projection import Registry
from tests.projections.explaining import Explaining
from tests.projections.folding import fold, folded
from tests.support.long_story import tell_long_story
from tests.support.people import POLICY
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, payment_of

AID = Aid(POLICY)
EVER, NOW = "9999-12", 2**62
MONTHS = ("2015-09", "2015-10", "2015-11")

RECOMPUTED = """
SELECT due.school, due.enrolment, due.scheme, part.month, part.amount - coalesce(payment.net, 0)
FROM entitlement AS due CROSS JOIN LATERAL unnest(due.months, due.amounts) AS part (month, amount)
LEFT JOIN payment ON payment.student = due.student AND payment.month = part.month
    AND payment.scheme = due.scheme AND payment.known_from <= $1 AND payment.known_to > $1
WHERE due.known_from <= $1 AND due.known_to > $1 AND part.amount > coalesce(payment.net, 0)
    AND coalesce(payment.net = 0 OR payment.enrolment = due.enrolment, true)
ORDER BY due.school, due.enrolment, due.scheme, part.month
"""


async def fold_aid(ledger: Ledger, page: int = 5_000) -> None:
    """With the registry, whose schools every list goes through."""
    await fold(ledger, Registry())
    await fold(ledger, AID, page)


async def owed(ledger: Ledger, at: int = NOW, until: str = EVER, limit: int = 10_000) -> list[ArrearRow]:
    return await list_arrears(ledger.pool, None, at, None, until, None, limit)


async def test_at_every_position_it_is_what_is_due_and_not_paid(ledger: Ledger, story: Story) -> None:
    await tell_long_story(story)
    await fold_aid(ledger)
    await check_every_position(ledger)


async def check_every_position(ledger: Ledger) -> None:
    for position in range(1, await ledger.position() + 1):
        said = [ArrearRow(EVER, *row) for row in await ledger.pool.fetch(RECOMPUTED, position)]
        assert await owed(ledger, position) == said, position


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_it_is_what_is_due_and_not_paid(
    ledger: Ledger, story: Story, seed: int
) -> None:
    chance = Random(seed)
    await story.school()
    await story.school(OTHER_SCHOOL, "371502")
    enrolments = await story.students(4)
    await story.allocation()
    await story.allocation(school=OTHER_SCHOOL)
    for _ in range(60):
        with suppress(Refusal):
            await something(story, chance, enrolments)
    await fold_aid(ledger, chance.choice([1, 3, 20, 5_000]))
    assert await ledger.pool.fetchval("SELECT count(*) FROM arrear WHERE known_to < $1", NOW) > 10
    await check_every_position(ledger)
    whole = await folded(ledger, AID, 5_000)
    assert await folded(ledger, AID, chance.choice([1, 2, 7])) == whole


async def something(story: Story, chance: Random, enrolments: list[str]) -> None:
    """One thing that somebody does, or tries to."""
    one, month = chance.choice(enrolments), chance.choice(MONTHS)
    school = chance.choice([SCHOOL, SCHOOL, OTHER_SCHOOL])
    match chance.choice(["roster", "run", "run", "suspend", "resume", "transfer", "recovery", "recovery"]):
        case "roster":
            await story.roster(school, supplementary=chance.random() < 0.5)
        case "run":
            run = await story.run(month, school)
            for line in run.lines:
                outcome = chance.choice(["SETTLED", "SETTLED", "FAILED", "RETURNED"])
                await story.bank(run, outcome, [f"{line.person}.{line.enrolment}"])
        case "suspend":
            await story.change(one, "SUSPEND", f"{month}-01", school)
        case "resume":
            await story.change(one, "RESUME", f"{month}-01", school)
        case "transfer":
            await story.change(one, "TRANSFER", f"{month}-01", school, to_school_code=OTHER_SCHOOL)
            enrolments.append(one.replace(".1", ".2"))
        case "recovery":
            await story.recovery(payment_of(one, month), chance.choice([50_00, 150_00, 200_00]))


async def test_every_page_shows_the_past_of_the_first(ledger: Ledger, story: Story) -> None:
    await story.school()
    gone, *_ = await story.students(5)
    await story.roster()
    await story.allocation()
    await fold_aid(ledger)
    position = await ledger.position()
    first = await owed(ledger, position)
    assert len(first) == 25
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.run()
    await fold_aid(ledger)
    assert len(await owed(ledger)) == 16
    seen: list[ArrearRow] = []
    while page := await list_arrears(
        ledger.pool, {SCHOOL}, position, SCHOOL, EVER, seen[-1][:5] if seen else None, 3
    ):
        seen += page
    assert seen == first


async def test_only_months_up_to_the_last_counted_one(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.students(2)
    await story.roster()
    await fold_aid(ledger)
    assert [row.month for row in await owed(ledger, until="2015-10")] == ["2015-09", "2015-10"] * 2
    assert await owed(ledger, until="2015-08") == []


async def test_a_settlement_writes_no_row_and_a_failure_brings_the_month_back(
    ledger: Ledger, story: Story
) -> None:
    await story.school()
    kept, failed = await story.students(2)
    await story.roster()
    await story.allocation()
    run = await story.run()
    before = await ledger.position()
    await story.bank(run, "SETTLED", [kept])
    await fold_aid(ledger)
    written = "SELECT count(*) FROM arrear WHERE known_from > $1 OR known_to BETWEEN $1 + 1 AND $2"
    assert await ledger.pool.fetchval(written, before, NOW) == 0
    await story.bank(run, "FAILED", [failed])
    await fold_aid(ledger)
    assert await ledger.pool.fetchval(written, before, NOW) == 1
    assert ArrearRow(EVER, SCHOOL, failed, "GRANT", "2015-09", 200_00) in await owed(ledger)


SCHOOLS, ROWS = 50, 40_000


@pytest.mark.parametrize("visible", [None, {SCHOOL}, {f"school {n}" for n in range(SCHOOLS)}])
@pytest.mark.parametrize("school", [None, "school 7"])
@pytest.mark.parametrize("after", [None, ("2015-10", "school 30", "e 30030", "GRANT", "2015-09")])
async def test_it_is_found_by_what_is_owed(
    ledger: Ledger,
    story: Story,
    visible: set[str] | None,
    school: str | None,
    after: tuple[str, ...] | None,
) -> None:
    """Whatever part is asked for, no table is read whole: neither what was ever paid nor what will be due."""
    await fold_aid(ledger)
    await ledger.pool.execute(
        "INSERT INTO arrear SELECT 'e ' || n, 'GRANT', '2015-' || lpad((9 + n % 4)::text, 2, '0'),"
        " 'school ' || n % $1, 20000, n, CASE WHEN n % 10 = 0 THEN 9223372036854775807 ELSE n + 100 END"
        " FROM generate_series(1, $2::integer) AS n",
        SCHOOLS,
        ROWS,
    )
    await ledger.pool.execute(
        "INSERT INTO school SELECT 'school ' || n, gen_random_uuid(), 'x', '371525', 'PUBLIC', false, 1, $2"
        " FROM generate_series(1, $1::integer) AS n",
        SCHOOLS,
        KNOWN_STILL,
    )
    asked = Explaining(ledger.pool)
    await list_arrears(asked, visible, ROWS, school, "2015-10", after, 20)
    assert "Seq Scan on arrear" not in asked.plan, asked.plan
    assert "arrear_open" in asked.plan
    assert "arrear_settled" in asked.plan
