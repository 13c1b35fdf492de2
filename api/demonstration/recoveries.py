"""Money taken back from those who left and were reported late."""

from __future__ import annotations

from api.demonstration.desk import Desk
from api.demonstration.stories import Turn
from domain.aid.payment import Payment, payment_id
from domain.aid.record_recovery import RecordRecovery
from domain.policy.calendar import Month
from domain.registry.student import Student
from domain.vocabulary import Scheme


async def take_back(desk: Desk, turn: Turn) -> None:
    """Every payment of the months between the leaving and its report."""
    person = desk.person(turn.pupil)
    student = (await desk.read(Student, [person]))[person]
    months = [month for month in _between(turn) if student.payable_enrolment(month) is None]
    ids = [payment_id(person, scheme, str(month)) for scheme in Scheme for month in months]
    for payment in (await desk.read(Payment, ids)).values():
        await _recover(desk, turn, payment)


def _between(turn: Turn) -> list[Month]:
    months, month = [], Month.of(turn.on)
    while month < turn.recorded:
        months.append(month)
        month = month.next()
    return months


async def _recover(desk: Desk, turn: Turn, payment: Payment) -> None:
    school = desk.town.city.school(payment.school)
    command = RecordRecovery(
        idempotency_key=desk.key("recovery", turn.pupil.number, payment.scheme, payment.month),
        payment_id=payment.id,
        amount=payment.amount,
        received_on=turn.recorded.first_day.replace(day=18),
        reference=f"追缴{turn.recorded.year}-{turn.pupil.number:05}",
    )
    await desk.do(desk.at(school, "FINANCE"), command)
