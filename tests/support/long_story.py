"""A school year at two schools in which nearly everything happens, for tests that need a bit of each."""

from __future__ import annotations

from typing import Any

from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story, payment_of

WAIVER, SPRING = "TUITION_WAIVER", "2016-SPRING"
URBAN: dict[str, Any] = {
    "hukou": "URBAN",
    "major_code": "090100",
    "major_name": "计算机应用",
    "agricultural_major": False,
}


async def tell_long_story(story: Story) -> None:
    """Some 280 events: registrations held and approved, rosters returned and supplemented, months paid,
    failed, returned and paid again, the past changed and changed back, a recovery, a close and a refund.
    """
    await _autumn(story)
    await _spring(story)
    await _settle_up(story)


async def _autumn(story: Story) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL, "371502", "PRIVATE")
    gone, back, poor, stays = await story.students(4)
    (urban,) = await story.students(1, **URBAN)
    await story.hardship(urban)
    await _twice_enrolled(story)
    roster = await story.roster_draft()
    await story.roster_submitted(roster)
    await story.roster_reviewed(roster, "REJECT")
    await story.roster_draft()
    await story.roster_submitted(roster, after=14)
    await story.roster_reviewed(roster)
    await story.allocation(5_000_00, "CENTRAL")
    await story.allocation(2_000_00, "COUNTY")
    run = await story.run()
    await story.bank(run, "SETTLED", [gone, back, urban])
    await story.bank(run, "FAILED", [poor])
    await story.bank(run, "RETURNED", [stays])
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.change(back, "SUSPEND", "2015-09-01")
    await story.change(back, "RESUME", "2015-09-15")
    await story.hardship(urban, "NONE")
    again = await story.run()
    await story.bank(again, "SETTLED")
    await story.bank(again, "RETURNED", [poor])
    await story.recovery(payment_of(gone), 150_00)
    await story.students(2)
    await story.roster(supplementary=True)
    await story.bank(await story.run("2015-10"))


async def _twice_enrolled(story: Story) -> None:
    """One who is enrolled here is registered there as well, and held."""
    held = await story.registered([new_student(2)], OTHER_SCHOOL)
    await story.approved(held, OTHER_SCHOOL)


async def _spring(story: Story) -> None:
    """One moves to the other school, told late; another is cancelled."""
    movers = await story.students(3)
    await story.students(2, OTHER_SCHOOL)
    for school in (SCHOOL, OTHER_SCHOOL):
        for scheme in ("GRANT", WAIVER):
            await story.allocation(9_000_00, "PROVINCE", school, scheme, SPRING)
        await story.roster(school, term=SPRING)
        await story.roster(school, WAIVER, SPRING)
        await story.bank(await story.run("2016-03", school))
        await story.bank(await story.run("2016-03", school, WAIVER))
    await story.run("2016-04")
    for mover, day in zip(movers, ("2016-03-01", "2016-03-10", "2016-04-01"), strict=True):
        await story.change(mover, "TRANSFER", day, to_school_code=OTHER_SCHOOL)
    await story.change(movers[2], "CANCEL", "2016-04-02")
    rejected = await story.requested(movers[1].replace(".1", ".2"), "SUSPEND", "2016-05-01", OTHER_SCHOOL)
    await story.decided(rejected, "REJECT")
    await story.roster(OTHER_SCHOOL, term=SPRING, supplementary=True)
    await story.recovery(payment_of(movers[0], "2016-03"), 200_00)
    await story.bank(await story.run("2016-03", OTHER_SCHOOL))
    await story.run("2016-04", OTHER_SCHOOL)


async def _settle_up(story: Story) -> None:
    """The autumn is closed; money that comes back afterwards is owed too."""
    run = await story.run("2015-11")
    await story.bank(run)
    await story.closed()
    await story.refund(100_00, "CENTRAL")
    await story.refund(50_00, "COUNTY", acknowledged=False)
    person, number, *_ = run.lines[0]
    await story.bank(run, "RETURNED", [f"{person}.{number}"])
