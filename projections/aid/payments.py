"""The rows of payments: what became of each, and whether it is due on what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import (
    PaymentFailed,
    PaymentInstructed,
    PaymentRecovered,
    PaymentReinstructed,
    PaymentReturned,
    PaymentSettled,
)
from domain.aid.payment import Payment, payment_id
from domain.event import Event
from domain.policy.policy import Policy
from projections.aid.judgement import judged, names_of
from projections.aid.kinds import Kinds
from projections.aid.people import MOVING, People, Person
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

INSTRUCTING = frozenset({PaymentInstructed, PaymentReinstructed})
EVENTS = INSTRUCTING | {PaymentSettled, PaymentFailed, PaymentReturned, PaymentRecovered}
VALUES = (
    *("student", "enrolment", "school", "scheme", "month", "run", "attempt", "amount", "state", "net"),
    *("recovered", "due", "causes", "policy", "facts", "decided_at"),
)


class Paid:
    """A payment as it stands, and the last judgement on it."""

    __slots__ = ("causes", "decided_at", "due", "enrolment", "facts", "payment", "policy")

    payment: Payment
    enrolment: str
    due: int
    causes: tuple[int, ...]
    policy: str
    facts: str
    decided_at: int

    def values(self) -> tuple[Any, ...]:
        p = self.payment
        return (
            p.student,
            self.enrolment,
            p.school,
            p.scheme,
            p.month,
            p.run,
            p.attempt,
            p.amount,
            p.state,
            p.net,
            p.recovered,
            self.due,
            self.causes,
            self.policy,
            self.facts,
            self.decided_at,
        )


class Payments:
    """Collects the changes of one page; ``flush`` writes them."""

    def __init__(self, people: People, policy: Policy) -> None:
        self.people = people
        self.policy = policy
        self.rows = Versions("payment", ["id"], ["uuid"], VALUES)
        self.known: dict[UUID, Paid] = {}
        self.of_moving: dict[UUID, dict[UUID, Paid]] = {}

    async def load(self, connection: asyncpg.Connection, kinds: Kinds) -> None:
        """The payments that the page moves, and all of those whom it can give another claim."""
        self.of_moving = {id: {} for id in kinds.streams(MOVING)}
        ids = kinds.streams(EVENTS - {PaymentInstructed})
        ids.update(id for person in self.of_moving for id in _possible(self.people[person]))
        if ids:
            rows = await connection.fetch(
                f"SELECT id, {', '.join(VALUES)} FROM payment"
                f" WHERE id = ANY($1::uuid[]) AND known_to = {KNOWN_STILL}",
                list(ids),
            )
            for row in rows:
                self._know(row[0], _paid(row))

    def _know(self, id: UUID, paid: Paid) -> None:
        self.known[id] = paid
        theirs = self.of_moving.get(paid.payment.student)
        if theirs is not None:
            theirs[id] = paid

    def take(self, event: Event) -> None:
        if type(event) is PaymentInstructed:
            self._know(event.originator_id, _instructed(event))
        paid = self.known[event.originator_id]
        event.apply(paid.payment)
        if type(event) in INSTRUCTING:
            self._decide(paid, event)  # type: ignore[arg-type]
        self.rows.put((event.originator_id,), event.position, paid.values())

    def _decide(self, paid: Paid, event: PaymentInstructed | PaymentReinstructed) -> None:
        paid.enrolment = f"{event.student}.{event.enrolment}"
        paid.policy = event.policy
        paid.facts = msgspec.json.encode(event.facts).decode()
        paid.decided_at = event.position
        paid.due, paid.causes = self._judge(paid)

    def _judge(self, paid: Paid) -> tuple[int, tuple[int, ...]]:
        return judged(self.people[paid.payment.student], paid.payment, paid.decided_at, self.policy)

    def judge_again(self, person: UUID, position: int) -> None:
        """After an event that can give a person another claim: a row for each payment that it touches."""
        for id, paid in self.of_moving[person].items():
            judgement = self._judge(paid)
            if judgement != (paid.due, paid.causes):
                paid.due, paid.causes = judgement
                self.rows.put((id,), position, paid.values())

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self.rows.flush(connection)


def _possible(person: Person) -> Iterator[UUID]:
    """The ids of all payments that somebody can have: of every month of every term covered."""
    for scheme, terms in person.coverage.items():
        for term in terms:
            for month in names_of(term):
                yield payment_id(person.id, scheme, month)


def _instructed(event: PaymentInstructed) -> Paid:
    paid = Paid()
    paid.payment = payment = Payment.__new__(Payment)
    Payment.__init__(
        payment,
        event.student,
        event.enrolment,
        event.school,
        event.scheme,
        event.month,
        event.run,
        event.amount,
    )
    return paid


def _paid(row: Sequence[Any]) -> Paid:
    paid = Paid()
    paid.payment = p = Payment.__new__(Payment)
    _, p.student, paid.enrolment, p.school, p.scheme, p.month, p.run, p.attempt, p.amount, p.state, *rest = (
        row
    )
    p.enrolment = int(paid.enrolment.rpartition(".")[2])
    p.net, p.recovered, paid.due, causes, paid.policy, paid.facts, paid.decided_at = rest
    paid.causes = tuple(causes)
    return paid
