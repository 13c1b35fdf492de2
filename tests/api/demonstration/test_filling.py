"""A small demonstration on real PostgreSQL: complete, repeatable, going on after an interruption."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from api.demonstration import rosters
from api.demonstration.demonstration import Demonstration
from api.demonstration.desk import Desk
from api.demonstration.fill import EARLIER, Progress, fill
from api.demonstration.rosters import end_of_publicity
from api.demonstration.town import Town
from api.demonstration.wrongs import UNCLOSED_SCHOOL, UNCLOSED_TERM
from domain.aid.payment import Payment, payment_id
from domain.event import Event
from domain.funds.account import FundAccount, account_id
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import unseal
from domain.policy.calendar import Month
from domain.policy.policy import Policy
from domain.registry.events import EnrolmentRegistered
from domain.registry.student import Student
from domain.vocabulary import Role, Scheme
from tests.api.demonstration.conftest import Empty

pytestmark = pytest.mark.prove

SEED, STUDENTS = 2016, 150
SECONDS = 20  # far more than 150 students take on an idle machine

HAPPENED = {
    "registry.SchoolOpened.v1",
    "registry.RegistrationApproved.v1",
    "registry.TransferredIn.v1",
    "aid.HardshipAssessed.v1",
    "aid.RosterRedrafted.v1",
    "aid.PaymentFailed.v1",
    "aid.PaymentReturned.v1",
    "aid.PaymentReinstructed.v1",
    "aid.PaymentRecovered.v1",
    "funds.TermClosed.v1",
    "funds.RefundAcknowledged.v1",
}
CHANGES = {
    "SUSPEND",
    "RESUME",
    "TRANSFER",
    "REPEAT_GRADE",
    "RETAIN_FOR_SERVICE",
    "RETURN_FROM_SERVICE",
    "CHANGE_MAJOR",
    "WITHDRAW",
    "EXPEL",
    "GRADUATE",
}


class Filled(NamedTuple):
    """A complete demonstration, and how long it took."""

    desk: Desk
    shown: Demonstration
    seconds: float


@pytest.fixture(scope="module")
async def filled(empty: Empty) -> AsyncIterator[Filled]:
    async with empty() as ledger:
        began = time.monotonic()
        shown = await fill(ledger, SEED, STUDENTS)
        assert shown is not None
        yield Filled(Desk(ledger, Town(SEED, STUDENTS)), shown, time.monotonic() - began)


async def events(ledger: Ledger) -> list[Event]:
    return [ledger.codec.decode(row) for row in await ledger.page(0, 1_000_000)]


async def outline(ledger: Ledger) -> list[tuple[object, ...]]:
    """Everything but positions, instants, keys and nonces."""
    told = ("amount", "total", "effective_on", "kind", "decision", "surplus", "actor", "command", "school")
    return sorted(
        (
            event.originator_id,
            event.originator_version,
            event.KIND.name,
            *(str(vars(event).get(name)) for name in told),
        )
        for event in await events(ledger)
    )


async def test_it_is_quick(filled: Filled) -> None:
    assert filled.seconds < SECONDS


async def test_everything_that_can_happen_happens(filled: Filled) -> None:
    told = await events(filled.desk.ledger)
    assert {event.KIND.name for event in told} >= HAPPENED
    assert {
        vars(event)["kind"] for event in told if event.KIND.name == "registry.StatusChanged.v1"
    } >= CHANGES
    drafts = [event for event in told if event.KIND.name == "aid.RosterDrafted.v1"]
    assert {vars(event)["supplementary"] for event in drafts} == {True, False}
    reviews = [vars(event)["decision"] for event in told if event.KIND.name == "registry.ChangeReviewed.v1"]
    assert reviews.count("REJECT") == 1


async def test_every_role_has_a_person_near_one_school(filled: Filled) -> None:
    assert [person.roles for person in filled.shown.people] == [(role,) for role in tuple(Role)]
    assert len({person.name for person in filled.shown.people}) == len(tuple(Role))


async def test_five_operations_to_try_and_four_wrongs(filled: Filled) -> None:
    assert len({operation.file for operation in filled.shown.operations}) == 5
    assert len(filled.shown.planted) == 4


async def test_one_student_is_held_at_a_second_school(filled: Filled) -> None:
    double = filled.desk.town.double
    person = filled.desk.person(double.pupil)
    student = (await filled.desk.read(Student, [person]))[person]
    assert [(e.school, e.status_on("2015-12-01")) for e in student.enrolments.values()] == [
        (double.pupil.school, "ACTIVE"),
        (double.school, "HELD"),
    ]


async def test_the_leaver_was_paid_for_three_months_and_nothing_came_back(filled: Filled) -> None:
    person = filled.desk.person(filled.desk.town.leaver)
    student = (await filled.desk.read(Student, [person]))[person]
    ids = [payment_id(person, Scheme.GRANT, f"2016-{month:02}") for month in range(3, 8)]
    paid = [payment for payment in (await filled.desk.read(Payment, ids)).values() if payment.net]
    assert sorted(payment.month for payment in paid) == ["2016-03", "2016-04", "2016-05"]
    assert all(student.payable_enrolment(Month.parse(payment.month)) is None for payment in paid)


async def test_two_people_are_paid_to_one_card(filled: Filled) -> None:
    first, second = [filled.desk.person(pupil) for pupil in filled.desk.town.sharers]
    keys = await filled.desk.ledger.keys_of([first, second])
    cards = {
        event.originator_id: unseal(keys[event.originator_id], event.originator_id, event.card or "")
        for event in await events(filled.desk.ledger)
        if isinstance(event, EnrolmentRegistered) and event.originator_id in keys
    }
    assert cards[first] == cards[second]


async def test_one_school_left_a_term_open(filled: Filled) -> None:
    ids = {
        school.code: account_id(school.code, Scheme.TUITION_WAIVER, str(UNCLOSED_TERM))
        for school in filled.desk.town.city.schools
    }
    accounts = await filled.desk.read(FundAccount, list(ids.values()))
    assert [code for code, id in ids.items() if not accounts[id].closed] == [UNCLOSED_SCHOOL]


async def test_the_same_seed_records_the_same(filled: Filled, empty: Empty) -> None:
    async with empty() as ledger:
        await fill(ledger, SEED, STUDENTS)
        assert await outline(ledger) == await outline(filled.desk.ledger)


class Interrupted(Exception):
    """Somebody pressed Control-C."""


def interruption(parts: int) -> Progress:
    """Ends the filling when so many parts are done."""

    def progress(_part: str, done: int, _of: int) -> None:
        if done >= parts:
            raise Interrupted

    return progress


async def test_an_interrupted_one_goes_on(filled: Filled, empty: Empty) -> None:
    async with empty() as ledger:
        for parts in (1, 3, 8):
            with pytest.raises(Interrupted):
                await fill(ledger, SEED, STUDENTS, interruption(parts))
        for seconds in (0.4, 1.0):  # in the middle of a part, on a machine of any speed
            with suppress(TimeoutError):
                await asyncio.wait_for(fill(ledger, SEED, STUDENTS), seconds)
        await fill(ledger, SEED, STUDENTS)
        assert await outline(ledger) == await outline(filled.desk.ledger)


async def test_one_whose_lists_another_version_handed_in_on_another_day_goes_on(
    empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(policy: Policy, posted: date) -> date:
        return end_of_publicity(policy, posted) + timedelta(days=1)

    async with empty() as ledger:
        with monkeypatch.context() as other:
            other.setattr(rosters, "end_of_publicity", otherwise)
            with pytest.raises(Interrupted):
                await fill(ledger, SEED, STUDENTS, interruption(3))
        before = await ledger.position()
        with pytest.raises(Interrupted):
            await fill(ledger, SEED, STUDENTS, interruption(5))
        assert await ledger.position() > before


async def test_a_complete_one_is_left_as_it_is(filled: Filled) -> None:
    before = await filled.desk.ledger.position()
    shown = await fill(filled.desk.ledger, SEED, STUDENTS)
    assert shown is not None
    assert not shown.fresh
    assert shown.operations == filled.shown.operations
    assert await filled.desk.ledger.position() == before


async def test_a_ledger_with_other_data_is_left_as_it_is(filled: Filled) -> None:
    before = await filled.desk.ledger.position()
    assert await fill(filled.desk.ledger, SEED + 1, STUDENTS) is None
    assert await filled.desk.ledger.position() == before


async def test_who_has_one_of_the_size_that_was_the_default_keeps_it(empty: Empty) -> None:
    async with empty() as ledger:
        with pytest.raises(Interrupted):
            await fill(ledger, SEED, EARLIER, interruption(1))
        before = await ledger.position()
        with pytest.raises(Interrupted):  # it goes on with that one
            await fill(ledger, progress=interruption(1))
        assert await ledger.position() == before
        assert await fill(ledger, students=STUDENTS) is None
