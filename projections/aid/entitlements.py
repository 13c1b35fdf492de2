"""What is due to whom, what of it was paid, and what is still owed: the one place where all three meet.

It hears what the registry records of students, which rosters are approved, and what becomes of payments. From
what is due before and after each event follow the rows: of the entitlement where an amount changed, of each
payment that is due otherwise now, and of the arrears of each month of which another sum is owed now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from domain.aid.due import justified, lost_by, still_owed
from domain.aid.entitlement import decide_entitlement
from domain.aid.events import PaymentInstructed
from domain.aid.payment import Payment, payment_id
from domain.aid.roster import Roster
from domain.event import Event
from domain.policy.calendar import Month
from domain.registry.student import enrolment_id
from projections.aid import payments, students
from projections.aid.due_months import due_months, months_of, place_of
from projections.aid.events_by_type import EventsByType
from projections.aid.payments import KnownPayment, Payments
from projections.aid.students import AidStudent, AidStudents
from projections.engine.versions import Versions

YIELD_EVERY = 100  # students decided about before other work gets its turn

Due = Mapping[int, Sequence[int]]  # fen by payable month of one scheme and term, of each covered enrolment
Owed = tuple[int, int]  # the number of the enrolment to which a month is owed, fen
Persons = Mapping[tuple[str, str], set[str]]  # by scheme and term


class Entitlements:
    """The changes of one page. province: the ledger's, whose rules decide."""

    def __init__(self, province: str) -> None:
        self.province = province
        self._students = AidStudents()
        self._payments = Payments()
        self._of_deciding: dict[UUID, dict[UUID, KnownPayment]] = {}
        self._entitlements = Versions(
            "entitlement",
            ["enrolment", "scheme", "term"],
            ["text"] * 3,
            ("student", "school", "months", "amounts"),
        )
        self._arrears = Versions(
            "arrear", ["enrolment", "scheme", "month"], ["text"] * 3, ("school", "amount")
        )

    async def load(self, connection: asyncpg.Connection, page: EventsByType, covered: Persons) -> None:
        """All that the page stands on. covered: who is on the rosters that it approves."""
        paid = {event.student for event in page.of(payments.MOVING)}
        await self._students.load(connection, page.streams(students.EVENTS) | paid.union(*covered.values()))
        self._of_deciding = {id: {} for id in page.streams(students.DECISIVE)}
        ids = page.streams(payments.EVENTS - {PaymentInstructed})
        ids.update(id for student in self._of_deciding for id in _possible(self._students[student]))
        ids.update(self._of_covered_again(covered))
        if ids:
            await self._payments.load(connection, ids)
        for id, known in self._payments.items():
            self._note(id, known)

    def _of_covered_again(self, covered: Persons) -> Iterator[UUID]:
        """The payments of those of whom another enrolment is covered for the same term already."""
        for (scheme, term), persons in covered.items():
            for student in self._students.values():
                if student.covered(scheme, term) and str(student.id) in persons:
                    yield from (payment_id(student.id, scheme, month) for month in months_of(term))

    def _note(self, id: UUID, known: KnownPayment) -> None:
        theirs = self._of_deciding.get(known.payment.student)
        if theirs is not None:
            theirs[id] = known

    def student_event(self, event: Event) -> None:
        """What is due to somebody can be another sum now, in every term that a roster covers."""
        student = self._students.changing(event.originator_id)
        before = {}
        if type(event) in students.DECISIVE:
            before = {part: self._due(student, *part) for part in student.parts()}
        student.apply(event)
        for (scheme, term), due in before.items():
            self._due_now(student, scheme, term, due, event.position)
        if before:
            self._decide_payments_again(student, event.position)

    async def roster_approved(self, roster: Roster, position: int) -> None:
        """It covers everybody on it from now on. No payment is due otherwise: it could not be made before."""
        for count, (person, number) in enumerate(roster.entries):
            student = self._students.changing(UUID(person))
            before = self._due(student, roster.scheme, roster.term)
            student.cover(number, roster)
            self._due_now(student, roster.scheme, roster.term, before, position)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def payment_event(self, event: Any) -> None:
        """A payment moved, and with it what is owed of its month."""
        known = self._payments.get(event.originator_id)
        if known is None:
            known = self._payments.begin(event)
            self._note(event.originator_id, known)
        if type(event) in payments.MOVING:
            self._money_moved(known, event)
        else:
            known.apply(event)
        self._payments.write(event.originator_id, event.position)

    def _money_moved(self, known: KnownPayment, event: Any) -> None:
        payment = known.payment
        student = self._students[payment.student]
        term, place = place_of(payment.month)
        due = self._due(student, payment.scheme, term)
        before = owed(due, place, payment)
        known.apply(event)
        if type(event) in payments.INSTRUCTING:
            self._decide(known, student)
        self._owe(student, payment.scheme, payment.month, before, owed(due, place, payment), event.position)

    def _due(self, student: AidStudent, scheme: str, term: str) -> Due:
        """What is due to each of a student's covered enrolments."""
        return {
            number: due_months(student, covering, number, scheme, term, self.province)
            for number, covering in student.covered(scheme, term).items()
        }

    def _due_now(self, student: AidStudent, scheme: str, term: str, before: Due, position: int) -> None:
        """The rows that follow when something else was due before."""
        now = self._due(student, scheme, term)
        for number, due in now.items():
            if due != before.get(number):
                change = self._entitlements.put if number in before else self._entitlements.begin
                key = (enrolment_id(student.id, number), scheme, term)
                change(key, position, *_entitlement(student, number, term, due))
        for place, month in enumerate(months_of(term)):
            # Where nobody was covered before, nothing was paid.
            known = self._payments.get(payment_id(student.id, scheme, month)) if before else None
            payment = known.payment if known else None
            self._owe(
                student, scheme, month, owed(before, place, payment), owed(now, place, payment), position
            )

    def _owe(
        self,
        student: AidStudent,
        scheme: str,
        month: str,
        before: Owed | None,
        now: Owed | None,
        position: int,
    ) -> None:
        """The rows of a month's arrears, when another sum is owed, or to another enrolment, than before."""
        if before == now:
            return
        if before and (now is None or now[0] != before[0]):
            self._arrears.put((enrolment_id(student.id, before[0]), scheme, month), position)
        if now:
            number, amount = now
            change = self._arrears.put if before and before[0] == number else self._arrears.begin
            school = student.student.enrolments[number].school
            change((enrolment_id(student.id, number), scheme, month), position, (school, amount))

    def _decide(self, known: KnownPayment, student: AidStudent) -> None:
        """Whether a payment is due on what is known, and what took that away."""
        payment = known.payment
        scheme, number = payment.scheme, payment.enrolment
        term, place = place_of(payment.month)
        due = self._due(student, scheme, term).get(number)
        known.due, known.causes = due[place] if due else 0, ()
        if not justified(known.due, payment.net):
            month, own = Month.parse(payment.month), student.covered_alone(number, scheme, term)
            entitlement = decide_entitlement(student.student, scheme, month, own, self.province)
            known.causes = lost_by(student.student, number, month, entitlement, known.decided_at)

    def _decide_payments_again(self, student: AidStudent, position: int) -> None:
        """A row for each payment about which something else is known now."""
        for id, known in self._of_deciding[student.id].items():
            before = (known.due, known.causes)
            self._decide(known, student)
            if before != (known.due, known.causes):
                self._payments.write(id, position)

    async def flush(self, connection: asyncpg.Connection) -> None:
        for part in (self._entitlements, self._payments, self._arrears, self._students):
            await part.flush(connection)


def owed(due: Due, place: int, paid: Payment | None) -> Owed | None:
    """To which enrolment how much of a month is still to be paid: one school has to pay it, or none."""
    for number, months in due.items():
        if months[place] and (amount := still_owed(months[place], number, paid)):
            return number, amount
    return None


def _entitlement(student: AidStudent, number: int, term: str, due: Sequence[int]) -> list[tuple[Any, ...]]:
    """The row of an enrolment's term; none when nothing is due in it."""
    months = [month for month, amount in zip(months_of(term), due, strict=True) if amount]
    school = student.student.enrolments[number].school
    return [(student.id, school, months, [amount for amount in due if amount])] if months else []


def _possible(student: AidStudent) -> Iterator[UUID]:
    """Every payment that a student can have: of each month of each covered term."""
    for scheme, term in student.parts():
        yield from (payment_id(student.id, scheme, month) for month in months_of(term))
