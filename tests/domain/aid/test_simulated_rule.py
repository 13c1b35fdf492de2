"""A rule that is only thought of is a policy beside the real one: nothing that anybody else reads is touched."""

from __future__ import annotations

from dataclasses import replace

from domain.aid.entitlement import Covered, Entitlement, decide_entitlement
from domain.policy.calendar import Month
from domain.policy.coverage import Coverage
from domain.policy.policy import Policy
from domain.registry.student import Student
from domain.vocabulary import Scheme
from tests.domain.aid.test_entitlement import person
from tests.domain.registry.test_timeline import enrolment
from tests.support.memory import memory_story
from tests.support.people import POLICY, PROVINCE

IN_2016, IN_2017 = Month(2016, 4), Month(2017, 4)


def raised() -> Policy:
    """As if the grant of 2015 had been 3,000 yuan, and for the third year too."""
    real = POLICY.rates.in_force(Scheme.GRANT, IN_2016)
    assert real is not None
    rate = replace(real, version="WHAT-IF", per_year=300_000, per_month=30_000, study_years=(1, 2, 3))
    return replace(POLICY, rates=POLICY.rates.adding(rate))


def decided(student: Student, month: Month, policy: Policy, scheme: str = Scheme.GRANT) -> Entitlement:
    return decide_entitlement(student, scheme, month, {1: Covered(20, 21)}, policy)


def test_a_decision_comes_out_by_the_rule_that_it_is_handed_and_the_real_one_stays() -> None:
    student, simulated = person(enrolment(entry_date="2014-09-01")), raised()
    found = [
        decided(student, month, policy) for policy in (simulated, POLICY) for month in (IN_2016, IN_2017)
    ]
    assert [each.amount for each in found] == [30_000, 30_000, 20_000, 0]
    assert found[-1].code == "STUDY_YEAR_NOT_COVERED"
    assert Policy.load(PROVINCE) is POLICY


def test_whom_a_province_covers_is_simulated_alike() -> None:
    urban = person(enrolment(hukou="URBAN", agricultural=False))
    without = replace(POLICY, coverage=Coverage(everyone_from=None))
    assert decided(urban, IN_2016, without, Scheme.TUITION_WAIVER).code == "NO_GROUNDS"
    assert decided(urban, IN_2016, POLICY, Scheme.TUITION_WAIVER).code == "DUE"


async def test_commands_decide_by_the_policy_of_their_log() -> None:
    paid = []
    for policy in (raised(), POLICY):
        story = memory_story(policy)
        await story.school()
        await story.students(2)
        await story.roster()
        run = await story.run_draft()
        paid.append((run.policy, run.total))
    assert paid == [("WHAT-IF", 60_000), ("GRANT-2015-SPRING", 40_000)]
