"""The rows of payments: what became of each, and whether it is due on what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.due import justified, overpaid, to_recover
from domain.aid.events import (
    PaymentFailed,
    PaymentInstructed,
    PaymentRecovered,
    PaymentReinstructed,
    PaymentReturned,
    PaymentSettled,
)
from domain.aid.payment import Payment
from domain.vocabulary import PaymentState
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

INSTRUCTING = frozenset({PaymentInstructed, PaymentReinstructed})
# What moves money, and with it what is still owed. A settlement only says that it arrived.
MOVING = INSTRUCTING | {PaymentFailed, PaymentReturned, PaymentRecovered}
EVENTS = MOVING | {PaymentSettled}

KEPT = (
    *("student::text", "enrolment", "school", "scheme", "month", "run", "attempt", "amount", "state", "net"),
    *("recovered", "due", "causes", "policy", "facts", "decided_at"),
)
VALUES = ("student", *KEPT[1:], "justified", "overpaid", "to_recover")

SAME = ", ".join(("id", *(name for name in VALUES if name != "state")))  # what a settlement leaves as it is
SETTLE = (
    "WITH closed AS (UPDATE payment AS row SET known_to = late.position"
    " FROM unnest($1::uuid[], $2::bigint[]) AS late (id, position)"
    f" WHERE row.id = ANY($1) AND row.id = late.id AND row.known_to = {KNOWN_STILL} RETURNING row.*)"
    f" INSERT INTO payment ({SAME}, state, known_from, known_to)"
    f" SELECT {SAME}, '{PaymentState.SETTLED}', known_to, {KNOWN_STILL} FROM closed"
)


class KnownPayment:
    """A payment as it stands, and what was decided last: why it was made, and what is due of its month now.

    student, enrolment: their ids as text. facts: JSON. decided_at: where the attempt was instructed.
    """

    __slots__ = ("causes", "decided_at", "due", "enrolment", "facts", "payment", "policy", "student")

    payment: Payment
    student: str
    enrolment: str
    due: int
    causes: tuple[int, ...]
    policy: str
    facts: str
    decided_at: int

    def apply(self, event: Any) -> None:
        """One of the payment's events; whether it is due has to be decided after each that moves money."""
        if type(event) is PaymentInstructed:
            self.payment.instruct(event.school, event.enrolment, event.run, 1, event.amount)
        else:
            event.apply(self.payment)
        if type(event) in INSTRUCTING:
            self.enrolment = f"{event.student}.{event.enrolment}"
            self.policy = event.policy
            self.facts = msgspec.json.encode(event.facts).decode()
            self.decided_at = event.position

    def values(self) -> tuple[Any, ...]:
        p, due = self.payment, self.due
        net = p.net
        return (
            self.student,
            self.enrolment,
            p.school,
            p.scheme,
            p.month,
            p.run,
            p.attempt,
            p.amount,
            p.state,
            net,
            p.recovered,
            due,
            self.causes,
            self.policy,
            self.facts,
            self.decided_at,
            justified(due, net),
            overpaid(due, net, p.recovered),
            to_recover(due, net),
        )


class Payments(dict[UUID, KnownPayment]):
    """The payments that one page is about, and the rows that it writes."""

    def __init__(self) -> None:
        self._rows = Versions("payment", ["id"], ["uuid"], VALUES)
        self._settled: dict[UUID, int] = {}

    async def load(self, connection: asyncpg.Connection, ids: Iterable[UUID]) -> None:
        rows = await connection.fetch(
            f"SELECT id, {', '.join(KEPT)} FROM payment WHERE id = ANY($1::uuid[]) AND known_to = {KNOWN_STILL}",
            list(ids),
        )
        for row in rows:
            self[row[0]] = _known(row)

    def begin(self, event: PaymentInstructed) -> KnownPayment:
        """The payment that the event is about to make: nothing is paid yet."""
        known = self[event.originator_id] = KnownPayment()
        known.student = event.student
        known.payment = Payment.restore(event.originator_id, scheme=event.scheme, month=event.month, net=0)
        return known

    def write(self, id: UUID, position: int) -> None:
        """A row for the payment as it stands from a position on."""
        known = self[id]
        first = known.decided_at == position and known.payment.attempt == 1
        (self._rows.begin if first else self._rows.put)((id,), position, known.values())

    def settle(self, id: UUID, position: int) -> None:
        """The bank paid it out, and that is all that the page says of it: its row goes on in the database."""
        self._settled[id] = position

    async def flush(self, connection: asyncpg.Connection) -> None:
        if self._settled:
            await connection.execute(SETTLE, list(self._settled), list(self._settled.values()))
        await self._rows.flush(connection)


def _known(row: Sequence[Any]) -> KnownPayment:
    known = KnownPayment()
    id, known.student, known.enrolment, school, scheme, month, run, attempt, amount, state, *rest = row
    net, recovered, known.due, causes, known.policy, known.facts, known.decided_at = rest
    known.causes = tuple(causes)
    number = int(known.enrolment.rpartition(".")[2])
    known.payment = Payment.restore(
        id,
        enrolment=number,
        school=school,
        scheme=scheme,
        month=month,
        run=run,
        attempt=attempt,
        amount=amount,
        state=state,
        net=net,
        recovered=recovered,
    )
    return known
