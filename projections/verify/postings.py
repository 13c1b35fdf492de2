"""The double entry: each account of it received and gave what the log says, and everything sums to zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from domain.event import Event
from domain.funds.account import FundAccount, opened_account
from domain.funds.events import AccountOpened
from domain.funds.postings import postings
from domain.ledger.postgres.ledger import Ledger
from domain.policy.money import format_yuan
from projections.funds.queries import totals
from projections.verify.fault import Fault


class PostingSums:
    """Adds up, in fen by account code, what the events of the aid accounts move."""

    def __init__(self) -> None:
        self.debit: Counter[str] = Counter()
        self.credit: Counter[str] = Counter()
        self._accounts: dict[UUID, FundAccount] = {}

    def add(self, events: Iterable[Event]) -> None:
        """The next events, in order. One about an account whose beginning is lost counts for nothing."""
        for event in events:
            if isinstance(event, AccountOpened):
                self._accounts[event.originator_id] = opened_account(event)
            elif (account := self._accounts.get(event.originator_id)) is not None:
                self._post(account, event)

    def _post(self, account: FundAccount, event: Event) -> None:
        for posting in postings(account, event):
            self.debit[posting.debit] += posting.amount
            self.credit[posting.credit] += posting.amount


async def check_postings(ledger: Ledger, sums: PostingSums, at: int) -> list[Fault]:
    """The trial balance against the log."""
    found = {row.code: (row.debit, row.credit) for row in await totals(ledger.pool, None, at)}
    codes = sorted(found.keys() | sums.debit.keys() | sums.credit.keys())
    said = {code: (sums.debit[code], sums.credit[code]) for code in codes}
    faults = [
        Fault(
            "Account {account} of the trial balance is {held}; the log says {said}.",
            account=code,
            held=_written(found.get(code, (0, 0))),
            said=_written(said[code]),
        )
        for code in codes
        if found.get(code) != said[code]
    ]
    if difference := sum(debit - credit for debit, credit in found.values()):
        faults.append(Fault("The trial balance is out by {amount} yuan.", amount=format_yuan(difference)))
    return faults


def _written(sums: tuple[int, int]) -> str:
    return " / ".join(map(format_yuan, sums))
