"""The money: what the accounts hold is what the payments say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from domain.aid.events import (
    PaymentFailed,
    PaymentInstructed,
    PaymentRecovered,
    PaymentReinstructed,
    PaymentReturned,
    PaymentSettled,
)
from domain.event import Event
from domain.ledger.postgres.ledger import Ledger
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from projections.funds.queries import AccountKey, accounts
from projections.verify.fault import Fault


@dataclass(slots=True)
class Sums:
    """Fen of one account: on their way, paid out and stayed paid, taken back."""

    in_transit: int = 0
    settled: int = 0
    recovered: int = 0


class _Attempt(NamedTuple):
    account: AccountKey
    scheme: str
    month: str
    amount: int
    settled: bool = False


class PaymentSums:
    """Adds the payment events up by account."""

    def __init__(self) -> None:
        self.accounts: dict[AccountKey, Sums] = {}
        self._attempts: dict[UUID, _Attempt] = {}
        self._alike: dict[_Attempt, _Attempt] = {}  # thousands of payments share one value

    def add(self, events: Iterable[Event]) -> None:
        """The next events, in order. One about a payment whose beginning is lost counts for nothing."""
        for event in events:
            if isinstance(event, PaymentInstructed):
                self._instruct(event, event.scheme, event.month, event.amount)
            elif (attempt := self._attempts.get(event.originator_id)) is not None:
                self._go_on(event, attempt)

    def _go_on(self, event: Event, attempt: _Attempt) -> None:
        sums = self.accounts[attempt.account]
        match event:
            case PaymentReinstructed():
                self._instruct(event, attempt.scheme, attempt.month, event.amount)
            case PaymentSettled():
                self._keep(event, attempt._replace(settled=True))
                sums.in_transit -= attempt.amount
                sums.settled += attempt.amount
            case PaymentFailed() | PaymentReturned() if attempt.settled:
                sums.settled -= attempt.amount
            case PaymentFailed() | PaymentReturned():
                sums.in_transit -= attempt.amount
            case PaymentRecovered():
                sums.recovered += event.amount

    def _instruct(self, event: Event, scheme: str, month: str, amount: int) -> None:
        account = (event.school, scheme, str(Month.parse(month).term))
        self._keep(event, _Attempt(account, scheme, month, amount))
        self.accounts.setdefault(account, Sums()).in_transit += amount

    def _keep(self, event: Event, attempt: _Attempt) -> None:
        self._attempts[event.originator_id] = self._alike.setdefault(attempt, attempt)


async def check_accounts(ledger: Ledger, payments: PaymentSums, at: int) -> list[Fault]:
    """Each account against the sums of its payments."""
    if not payments.accounts:
        return []
    found = {row[:3]: row for row in await accounts(ledger.pool, payments.accounts, at)}
    faults: list[Fault] = []
    for key, sums in payments.accounts.items():
        row = found.get(key)
        held = Sums(row.in_transit, row.settled, row.recovered) if row else Sums()
        if held != sums:
            faults.append(
                Fault("Account {account} holds {held}; its payments say {said}.", **_told(key, held, sums))
            )
    return faults


def _told(key: AccountKey, held: Sums, said: Sums) -> dict[str, str]:
    return {"account": " ".join(key), "held": _written(held), "said": _written(said)}


def _written(sums: Sums) -> str:
    return " / ".join(map(format_yuan, (sums.in_transit, sums.settled, sums.recovered)))
