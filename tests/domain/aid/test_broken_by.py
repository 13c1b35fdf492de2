"""Which events took a payment's justification away: those without which it would still be due."""

from __future__ import annotations

import pytest

from domain.aid.entitlement import Covered, decide_entitlement
from domain.policy.calendar import Month
from domain.registry.student import Student
from tests.support.memory import memory_story
from tests.support.people import POLICY
from tests.support.story import GRANT, person_of

Told = tuple[str, str]  # what, from which day; in the order in which it is recorded

COVERED = {1: Covered(1, 1)}


async def causes(month: str, *told: Told) -> set[str]:
    """The kinds of change that stand against the month."""
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    for kind, day in told:
        await story.change(one, kind, day)
    student = await story.load(Student, person_of(one))
    entitlement = decide_entitlement(student, GRANT, Month.parse(month), COVERED, POLICY)
    assert entitlement.code == "NOT_ACTIVE"
    return {c.kind for c in student.enrolments[1].changes if c.position in entitlement.causes}


LEFT_LATER = (("WITHDRAW", "2016-03-10"), ("SUSPEND", "2016-02-15"))


@pytest.mark.parametrize(
    ("month", "told", "broken_by"),
    [
        ("2016-03", LEFT_LATER, {"SUSPEND"}),  # the withdrawal alone leaves the first nine days of March
        ("2016-03", LEFT_LATER[::-1], {"SUSPEND"}),
        ("2016-04", LEFT_LATER, {"SUSPEND", "WITHDRAW"}),  # each would do
        ("2016-03", (*LEFT_LATER[::-1], ("CANCEL", "2016-04-01")), {"CANCEL"}),
        ("2016-04", (("SUSPEND", "2016-03-01"), ("RESUME", "2016-04-25")), {"SUSPEND"}),
    ],
)
async def test_the_changes_without_which_the_month_would_be_payable(
    month: str, told: tuple[Told, ...], broken_by: set[str]
) -> None:
    assert await causes(month, *told) == broken_by


async def test_a_withdrawal_that_takes_a_resumption_away_is_named() -> None:
    told = (("SUSPEND", "2016-02-15"), ("RESUME", "2016-03-05"), ("WITHDRAW", "2016-03-03"))
    assert "WITHDRAW" in await causes("2016-04", *told)


async def test_hardship_that_was_never_recognised_is_not_what_was_lost() -> None:
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    await story.hardship(one, "NONE")
    major = {"to_major_code": "090100", "to_major_name": "计算机应用"}
    await story.change(one, "CHANGE_MAJOR", "2015-10-01", **major)
    student = await story.load(Student, person_of(one))
    entitlement = decide_entitlement(student, GRANT, Month(2015, 10), COVERED, POLICY)
    assert entitlement.code == "NO_GROUNDS"
    assert entitlement.causes == (student.enrolments[1].changes[0].position,)
