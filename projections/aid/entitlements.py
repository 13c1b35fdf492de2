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

from domain.aid.due import justified, lost_by, overpaid
from domain.aid.entitlement import Covered, decide_entitlement
from domain.aid.events import PaymentInstructed, PaymentSettled
from domain.aid.payment import payment_id
from domain.aid.roster import Roster
from domain.policy.calendar import Month
from domain.policy.policy import Policy
from projections.aid import payments, students
from projections.aid.arrears import Arrears, owed
from projections.aid.due_months import due_months, months_of, place_of
from projections.aid.events_by_type import EventsByType
from projections.aid.payments import KnownPayment, Payments
from projections.aid.students import AidStudent, AidStudents, Covering
from projections.engine.versions import Versions

YIELD_EVERY = 100  # students decided about before other work gets its turn

Coverings = Mapping[int, Covering]  # by number, the enrolments of a student that rosters of a term cover
Persons = Mapping[tuple[str, str], set[str]]  # by scheme and term


class Entitlements:
    """The changes of one page. policy: the ledger's, which decides."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._students = AidStudents()
        self._payments = Payments()
        self._of_deciding: dict[str, dict[UUID, KnownPayment]] = {}
        self._entitlements = Versions(
            "entitlement",
            ["enrolment", "scheme", "term"],
            ["text"] * 3,
            ("student", "school", "months", "amounts"),
        )
        self._arrears = Arrears()

    async def load(self, connection: asyncpg.Connection, page: EventsByType, covered: Persons) -> None:
        """All that the page stands on. covered: who is on the rosters that it approves."""
        paid = {event.student for event in page.of(payments.MOVING)}
        acted_on = set(map(str, page.streams(students.EVENTS)))
        await self._students.load(connection, acted_on.union(paid, *covered.values()))
        self._of_deciding = {str(id): {} for id in page.streams(students.DECISIVE)}
        ids = page.streams(payments.MOVING - {PaymentInstructed})
        for student in map(self._students.__getitem__, self._of_deciding):
            ids.update(id for part in student.parts() for id in _payments_of(student, *part))
        ids.update(self._of_covered_again(covered))
        if ids:
            await self._payments.load(connection, ids)
            for id, known in self._payments.items():
                self._note(id, known)

    def _of_covered_again(self, covered: Persons) -> Iterator[UUID]:
        """The payments of those of whom another enrolment is covered for the same term already."""
        for (scheme, term), persons in covered.items():
            for student in map(self._students.__getitem__, persons):
                if student.covered(scheme, term):
                    yield from _payments_of(student, scheme, term)

    def _note(self, id: UUID, known: KnownPayment) -> None:
        """Its student may be one about whom the page decides again."""
        theirs = self._of_deciding.get(known.student)
        if theirs is not None:
            theirs[id] = known

    def student_event(self, event: Any) -> None:
        """What is due to somebody can be another sum now, in every term that a roster covers."""
        student = self._students.changing(str(event.originator_id))
        event.apply(student.student)
        if type(event) not in students.DECISIVE or not student.coverage:
            return
        for scheme, term in student.parts():
            before = dict(student.covered(scheme, term))
            for number, covering in before.items():
                self._cover(student, number, scheme, term, covering.published, covering.approved)
            self._due_now(student, scheme, term, before, event.position)
        self._decide_payments_again(student, event.position)

    async def roster_approved(self, roster: Roster, position: int) -> None:
        """It covers everybody on it from now on. No payment is due otherwise: it could not be made before."""
        scheme, term = roster.scheme, roster.term
        for count, (person, number) in enumerate(roster.entries):
            student = self._students.changing(person)
            before = dict(student.covered(scheme, term))
            self._cover(student, number, scheme, term, roster.published, roster.approved)
            self._due_now(student, scheme, term, before, position)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def _cover(
        self, student: AidStudent, number: int, scheme: str, term: str, published: int, approved: int
    ) -> None:
        due = due_months(student, number, scheme, term, self.policy)
        student.cover(number, scheme, term, Covering(published, approved, due))

    def payment_event(self, event: Any) -> None:
        """A payment moved, and with it what is owed of its month."""
        id, position = event.originator_id, event.position
        known = self._payments.get(id)
        if known is None and type(event) is PaymentSettled:  # most of all events
            self._payments.settle(id, position)
            return
        if known is None:
            known = self._payments.begin(event)
            self._note(id, known)
        if type(event) in payments.MOVING:
            self._money_moved(known, event, position)
        else:
            known.apply(event)
        self._payments.write(id, position)

    def _money_moved(self, known: KnownPayment, event: Any, position: int) -> None:
        payment = known.payment
        student = self._students[known.student]
        term, place = place_of(payment.month)
        covered = student.covered(payment.scheme, term)
        before = owed(covered, place, payment)
        known.apply(event)
        self._decide(known, student)
        now = owed(covered, place, payment)
        if now != before:
            self._arrears.change(student, payment.scheme, payment.month, before, now, position)

    def _due_now(self, student: AidStudent, scheme: str, term: str, before: Coverings, position: int) -> None:
        """The rows that follow when something else was due before."""
        now = student.covered(scheme, term)
        for number, covering in now.items():
            was = before.get(number)
            if was is None or was.due != covering.due:
                change = self._entitlements.put if was else self._entitlements.begin
                key = (student.enrolment(number), scheme, term)
                change(key, position, *_entitlement(student, number, term, covering.due))
        if before:
            self._owed_now(student, scheme, term, before, position)
        else:  # nobody could be paid yet: all of it is owed
            for number in now:
                self._arrears.owe_whole(student.enrolment(number), scheme, term, position)

    def _owed_now(
        self, student: AidStudent, scheme: str, term: str, before: Coverings, position: int
    ) -> None:
        now = student.covered(scheme, term)
        for place, month in enumerate(months_of(term)):
            known = self._payments.get(_payment(student, scheme, month))
            payment = known.payment if known else None
            owed_before, owed_now = owed(before, place, payment), owed(now, place, payment)
            if owed_before != owed_now:
                self._arrears.change(student, scheme, month, owed_before, owed_now, position)

    def _decide(self, known: KnownPayment, student: AidStudent) -> None:
        """What is due of a payment's month on what is known, and what took the rest of what was paid away."""
        payment = known.payment
        scheme, number = payment.scheme, payment.enrolment
        term, place = place_of(payment.month)
        covering = student.covered(scheme, term).get(number)
        known.due, known.causes = covering.due[place] if covering else 0, ()
        if not justified(known.due, payment.net) or overpaid(known.due, payment.net, payment.recovered):
            month, own = Month.parse(payment.month), {}
            if covering:  # no roster but its own counts
                own[number] = Covered(covering.published, covering.approved)
            entitlement = decide_entitlement(student.student, scheme, month, own, self.policy)
            known.causes = lost_by(student.student, number, month, entitlement, known.decided_at)

    def _decide_payments_again(self, student: AidStudent, position: int) -> None:
        """A row for each payment about which something else is known now."""
        for id, known in self._of_deciding[student.id].items():
            before = (known.due, known.causes)
            self._decide(known, student)
            if before != (known.due, known.causes):
                self._payments.write(id, position)

    async def flush(self, connection: asyncpg.Connection) -> None:
        for part in (self._entitlements, self._arrears, self._payments, self._students):
            await part.flush(connection)


def _entitlement(student: AidStudent, number: int, term: str, due: Sequence[int]) -> list[tuple[Any, ...]]:
    """The row of an enrolment's term; none when nothing is due in it."""
    months = [month for month, amount in zip(months_of(term), due, strict=True) if amount]
    return (
        [(student.id, student.school(number), months, [amount for amount in due if amount])] if months else []
    )


def _payments_of(student: AidStudent, scheme: str, term: str) -> Iterator[UUID]:
    """Every payment that a student can have of a term."""
    return (_payment(student, scheme, month) for month in months_of(term))


def _payment(student: AidStudent, scheme: str, month: str) -> UUID:
    return payment_id(UUID(student.id), scheme, month)
