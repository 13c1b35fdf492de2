"""Two policies in one process: what was worked out under one is not taken for what the other says."""

from __future__ import annotations

from dataclasses import replace

from domain.ledger.postgres.ledger import Ledger
from domain.policy.calendar import Month
from domain.policy.policy import Policy
from domain.vocabulary import Scheme
from projections.aid.projection import Aid
from tests.projections.folding import folded
from tests.support.people import POLICY
from tests.support.story import Story


def halved() -> Policy:
    """As if the grant of 2015 had been half of what it was."""
    real = POLICY.rates.in_force(Scheme.GRANT, Month(2015, 9))
    assert real is not None
    return replace(POLICY, rates=POLICY.rates.adding(replace(real, version="WHAT-IF", per_month=10_000)))


async def test_what_is_due_is_made_anew_under_another_rule_and_back(ledger: Ledger, story: Story) -> None:
    await story.school()
    await story.students(3)
    await story.roster()
    await story.allocation()
    await story.run()
    real = await folded(ledger, Aid(POLICY), 5_000)
    assert await due(ledger) == [20_000] * 3
    await folded(ledger, Aid(halved()), 5_000)
    assert await due(ledger) == [10_000] * 3
    assert await folded(ledger, Aid(POLICY), 5_000) == real


async def due(ledger: Ledger) -> list[int]:
    return [row["due"] for row in await ledger.pool.fetch("SELECT due FROM payment")]
