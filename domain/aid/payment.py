"""The payment (发放记录): one student, one scheme, one month, whatever the number of enrolments or attempts."""

from __future__ import annotations

from uuid import UUID, uuid5

from domain.event import stream
from domain.registry.school import OfSchool
from domain.vocabulary import PaymentState


def payment_id(student: UUID, scheme: str, month: str) -> UUID:
    """Derived from person, scheme and month: a second payment of the same month has nowhere to go."""
    return uuid5(student, f"{scheme} {month}")


@stream("aid.Payment")
class Payment(OfSchool):
    """net: fen that are with the payee or on the way, over all attempts; amount: of the last attempt.

    recovered: taken back since the last attempt began, which pays again what was taken back before.
    """

    def __init__(
        self, student: str, enrolment: int, school: str, scheme: str, month: str, run: str, amount: int
    ) -> None:
        self.student = UUID(student)
        self.scheme = scheme
        self.month = month
        self.net = 0
        self.instruct(school, enrolment, run, 1, amount)

    def instruct(self, school: str, enrolment: int, run: str, attempt: int, amount: int) -> None:
        self.school = school
        self.enrolment = enrolment
        self.run = run
        self.attempt = attempt
        self.amount = amount
        self.net += amount
        self.recovered = 0
        self.state: str = PaymentState.INSTRUCTED
