"""A roster's steps taken out of turn, and the repetition that brings a student under a scheme again."""

from __future__ import annotations

import pytest

from domain.aid.payment import Payment
from domain.aid.roster import Roster
from domain.aid.roster_steps import PublishAidRoster, SubmitAidRoster
from domain.refusal import Refusal
from tests.support.memory import memory_story
from tests.support.people import holder
from tests.support.story import SCHOOL, payment_of


async def test_what_was_never_published_was_public_for_no_day() -> None:
    story = memory_story()
    await story.school()
    await story.students(1)
    roster = await story.roster_draft()
    with pytest.raises(Refusal, match="PUBLICITY_TOO_SHORT"):
        await story.act(
            holder("PRINCIPAL", SCHOOL),
            SubmitAidRoster,
            roster_id=roster,
            submitted_on=(await story.load(Roster, roster)).created_on.date(),
        )


async def test_an_approved_roster_is_locked() -> None:
    story = memory_story()
    await story.school()
    await story.students(1)
    roster = await story.roster()
    with pytest.raises(Refusal, match="ROSTER_LOCKED"):
        await story.act(
            holder("AID_OFFICER", SCHOOL),
            PublishAidRoster,
            roster_id=roster,
            published_on=(await story.load(Roster, roster)).created_on.date(),
        )


async def test_the_repetition_that_keeps_somebody_in_a_covered_year_is_one_of_the_facts() -> None:
    story = memory_story()
    await story.school()
    [one] = await story.students(1, years=4.0)
    await story.change(one, "REPEAT_GRADE", "2016-09-01")
    await story.roster(term="2017-AUTUMN")
    await story.allocation(10_000_00, term="2017-AUTUMN")
    run = await story.run(month="2017-09")
    [line] = run.lines
    assert "REPEATED" in line[4]
    assert (await story.load(Payment, payment_of(one, "2017-09"))).amount == 200_00
