"""Money that went out, came back, and goes out again: each attempt of a payment stands on its own feet."""

from __future__ import annotations

import pytest

from domain.aid.entitlement import Entitlement
from domain.aid.payment import Payment
from domain.aid.run_lines import line_of
from domain.funds.account import FundAccount, account_id
from domain.refusal import Refusal
from domain.registry.student import Student
from tests.support.memory import memory_story
from tests.support.story import GRANT, OTHER_SCHOOL, SCHOOL, TERM, Story, payment_of, person_of

SPRING = "2016-SPRING"


async def paid_and_taken_back(amount: int) -> tuple[Story, str]:
    """One student's September, paid, then not due, of which ``amount`` was recovered, then due again."""
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    await story.roster()
    await story.allocation(10_000_00)
    await story.bank(await story.run())
    await story.change(one, "SUSPEND", "2015-09-01")
    await story.recovery(payment_of(one), amount)
    await story.change(one, "RESUME", "2015-09-01")
    return story, one


async def sums(story: Story) -> tuple[int, int, int]:
    account = await story.load(FundAccount, account_id(SCHOOL, GRANT, TERM))
    return account.settled, account.in_transit, account.recovered


@pytest.mark.parametrize("amount", [200_00, 50_00])
async def test_what_was_recovered_and_is_due_again_is_paid_again_and_settles(amount: int) -> None:
    story, one = await paid_and_taken_back(amount)
    await story.bank(await story.run())
    payment = await story.load(Payment, payment_of(one))
    assert (payment.state, payment.net, payment.attempt) == ("SETTLED", 200_00, 2)
    assert await sums(story) == (200_00 + amount, 0, amount)


async def test_it_may_fail_first_and_settle_the_third_time() -> None:
    story, one = await paid_and_taken_back(200_00)
    await story.bank(await story.run(), "FAILED")
    await story.bank(await story.run())
    payment = await story.load(Payment, payment_of(one))
    assert (payment.state, payment.net, payment.attempt) == ("SETTLED", 200_00, 3)


async def test_a_second_attempt_may_come_back_late_while_the_rest_of_the_first_stays() -> None:
    story, one = await paid_and_taken_back(50_00)
    run = await story.run()
    await story.bank(run)
    await story.bank(run, "RETURNED")
    payment = await story.load(Payment, payment_of(one))
    assert (payment.state, payment.net) == ("RETURNED", 150_00)
    assert await sums(story) == (200_00, 0, 50_00)


async def test_what_the_payee_still_holds_of_an_earlier_attempt_can_be_recovered() -> None:
    story, one = await paid_and_taken_back(50_00)
    await story.bank(await story.run(), "FAILED")
    await story.change(one, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(one), 150_00)
    payment = await story.load(Payment, payment_of(one))
    assert (payment.state, payment.net, payment.recovered) == ("RECOVERED", 0, 150_00)


async def test_money_that_was_partly_taken_back_does_not_come_back_whole() -> None:
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    await story.roster()
    await story.allocation(10_000_00)
    run = await story.run()
    await story.bank(run)
    await story.change(one, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(one), 50_00)
    with pytest.raises(AssertionError, match="WRONG_STATE"):
        await story.bank(run, "RETURNED")


async def test_nothing_can_be_recovered_that_the_payee_never_got() -> None:
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    await story.roster()
    await story.allocation(10_000_00)
    await story.bank(await story.run(), "FAILED")
    await story.change(one, "WITHDRAW", "2015-09-01")
    with pytest.raises(Refusal, match="the payee does not hold it"):
        await story.recovery(payment_of(one), 200_00)


async def test_what_another_school_was_paid_has_to_come_back_whole_first() -> None:
    story = memory_story()
    await story.school()
    await story.school(OTHER_SCHOOL)
    (one,) = await story.students(1)
    await story.students(1, OTHER_SCHOOL)
    for school in (SCHOOL, OTHER_SCHOOL):
        await story.allocation(10_000_00, school=school, term=SPRING)
        await story.roster(school, term=SPRING)
        await story.bank(await story.run("2016-03", school))
    await story.change(one, "TRANSFER", "2016-03-01", to_school_code=OTHER_SCHOOL)
    await story.roster(OTHER_SCHOOL, term=SPRING, supplementary=True)
    await story.recovery(payment_of(one, "2016-03"), 50_00)
    with pytest.raises(Refusal, match="NOTHING_TO_PAY"):
        await story.run("2016-03", OTHER_SCHOOL)
    await story.recovery(payment_of(one, "2016-03"), 150_00)
    assert (await story.run("2016-03", OTHER_SCHOOL)).total == 200_00


async def test_an_attempt_on_its_way_has_to_arrive_before_the_month_is_topped_up() -> None:
    story = memory_story()
    await story.school()
    (one,) = await story.students(1)
    await story.roster()
    await story.allocation(10_000_00)
    run = await story.run()
    more = Entitlement(250_00, "DUE", (await story.load(Student, person_of(one))).enrolments[1])
    assert await still_to_pay(story, one, more) == 0
    await story.bank(run)
    assert await still_to_pay(story, one, more) == 50_00


async def still_to_pay(story: Story, enrolment: str, entitlement: Entitlement) -> int:
    student = await story.load(Student, person_of(enrolment))
    line = line_of(student, entitlement, await story.load(Payment, payment_of(enrolment)))
    return line[2] if line else 0
