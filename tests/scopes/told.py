"""Three schools whose people meet: transfers of every kind, payments that changed schools, numbers sent in twice.

Whatever one of them must not learn of another is there to be learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.people import id_number, new_student
from tests.support.story import Story, payment_of

LEFT, NEAR, ENTERED, UNKNOWN = "3637000001", "3637000002", "3637000003", "3637000009"
DIVISIONS = {LEFT: "371525", NEAR: "371502", ENTERED: "370102"}
AUTUMN, SPRING = "2015-AUTUMN", "2016-SPRING"
URBAN: dict[str, Any] = {"hukou": "URBAN", "major_code": "090100", "agricultural_major": False}


@dataclass
class Told:
    """Enrolments at the school left. mover: whose March the school entered took over; poor: whose hardship was
    recognised before the same transfer; asks: who waits for one.

    waits: by school, the enrolments of one number that two schools sent in and nobody approved; number: that one.
    """

    mover: str
    poor: str
    asks: str
    waits: dict[str, str]
    number: str


async def tell(story: Story) -> Told:
    """A year of three schools."""
    for code, division in DIVISIONS.items():
        await story.school(code, division)
    mover, stays, rests, asks, refused = await story.students(5, LEFT, class_name="一班")
    [poor] = await story.students(1, LEFT, **URBAN)
    await story.hardship(poor, school=LEFT)
    others = {school: await story.students(2, school) for school in (NEAR, ENTERED)}
    for school in DIVISIONS:
        for term in (AUTUMN, SPRING):
            await story.roster(school, term=term)
            await story.allocation(school=school, term=term)
    await _paid(story, (stays, rests, asks, refused, poor), mover)
    for one in (mover, poor):
        await story.change(one, "TRANSFER", "2016-03-01", LEFT, to_school_code=ENTERED)
    await _taken_over(story, mover, poor)
    await story.change(rests, "SUSPEND", "2015-09-01", LEFT)
    await story.change(others[NEAR][0], "WITHDRAW", "2015-11-01", NEAR)
    await story.requested(asks, "TRANSFER", "2016-09-01", LEFT, to_school_code=ENTERED)
    declined = await story.requested(refused, "TRANSFER", "2016-09-01", LEFT, to_school_code=ENTERED)
    await story.decided(declined, "REJECT")
    waits = await _sent_in_twice(story)
    await story.closed(NEAR, term=AUTUMN)
    await story.refund(100_00, school=NEAR, term=AUTUMN)
    return Told(mover, poor, asks, waits, id_number(900))


async def _paid(story: Story, settled: tuple[str, ...], mover: str) -> None:
    """September; March at the school left, where the bank fails once and pays then; April, which comes back.

    With the run of the school entered these are five: of no more can the lines be read at a time.
    """
    await story.bank(await story.run("2015-09", LEFT))
    march = await story.run("2016-03", LEFT)
    await story.bank(march, enrolments=settled)
    await story.bank(march, "FAILED", [mover])
    await story.bank(await story.run("2016-03", LEFT))
    april = await story.run("2016-04", NEAR)
    await story.bank(april, "RETURNED")


async def _taken_over(story: Story, *movers: str) -> None:
    """Known late, March is the other school's: recovered at the first, paid by the second."""
    for mover in movers:
        await story.recovery(payment_of(mover, "2016-03"), 200_00, "2016-06-01")
    await story.roster(ENTERED, term=SPRING, supplementary=True)
    await story.bank(await story.run("2016-03", ENTERED))


async def _sent_in_twice(story: Story) -> dict[str, str]:
    """One number waits at two schools; another is enrolled at one of them and held at the other."""
    story.people = 800
    waits = {}
    for school in (LEFT, ENTERED):
        [waits[school]] = await story.registered([new_student(900)], school)
    await story.students(1, LEFT)
    await story.registered([new_student(800)], ENTERED)
    return waits
