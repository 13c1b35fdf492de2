"""What happens to the money (资金) of one school, scheme and term. Amounts in fen; splits as they were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.event import Event, FirstEvent, event

if TYPE_CHECKING:
    from domain.funds.account import FundAccount


@event("funds.AccountOpened.v1", stream="funds.FundAccount", person=None, schools=("school",))
class AccountOpened(FirstEvent):
    """The school's aid account for a scheme and term exists from its first allocation on."""

    scheme: str
    term: str


@event("funds.Allocated.v1", stream="funds.FundAccount", person=None, schools=("school",))
class Allocated(Event):
    """Money received (资金下达) from one source under one document number (文号)."""

    source: str
    amount: int
    document: str
    effective_on: str

    def apply(self, account: FundAccount) -> None:
        account.allocations.append((self.source, self.amount, self.document, self.effective_on))


@event("funds.Committed.v1", stream="funds.FundAccount", person=None, schools=("school",))
class Committed(Event):
    """An approved run took its total out of the account; it is in transit at the bank."""

    run: str
    amount: int

    def apply(self, account: FundAccount) -> None:
        account.in_transit += self.amount


@event("funds.BankResultsBooked.v1", stream="funds.FundAccount", person=None, schools=("school",))
class BankResultsBooked(Event):
    """The bank's results of one batch. returned_late was settled before it came back.

    supplementary: how money that came back after the close is split by source; empty before it.
    """

    run: str
    settled: int
    failed: int
    returned: int
    returned_late: int
    supplementary: dict[str, int]

    def apply(self, account: FundAccount) -> None:
        account.in_transit -= self.settled + self.failed + self.returned
        account.settled += self.settled - self.returned_late
        account.owe(self.supplementary)


@event("funds.RecoveryBooked.v1", stream="funds.FundAccount", person=None, schools=("school",))
class RecoveryBooked(Event):
    """Money taken back from a payee is in the account again."""

    payment: str
    amount: int
    effective_on: str
    supplementary: dict[str, int]

    def apply(self, account: FundAccount) -> None:
        account.recovered += self.amount
        account.owe(self.supplementary)


@event("funds.TermClosed.v1", stream="funds.FundAccount", person=None, schools=("school",))
class TermClosed(Event):
    """The term was closed (结账): what is left is split by source in proportion to the allocations."""

    effective_on: str
    surplus: int
    shares: dict[str, int]
    destination: str

    def apply(self, account: FundAccount) -> None:
        account.closed = True
        account.owe(self.shares)


@event("funds.RefundRemitted.v1", stream="funds.FundAccount", person=None, schools=("school",))
class RefundRemitted(Event):
    """Surplus was sent back to its source (清退) under a bank reference."""

    source: str
    amount: int
    effective_on: str
    reference: str

    def apply(self, account: FundAccount) -> None:
        account.remitted[self.source] = account.remitted.get(self.source, 0) + self.amount


@event("funds.RefundAcknowledged.v1", stream="funds.FundAccount", person=None, schools=("school",))
class RefundAcknowledged(Event):
    """The source confirmed that the refund arrived, under a document of its own."""

    source: str
    amount: int
    effective_on: str
    reference: str

    def apply(self, account: FundAccount) -> None:
        account.acknowledged[self.source] = account.acknowledged.get(self.source, 0) + self.amount
