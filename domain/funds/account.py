"""The aid account of one school, scheme and term."""

from __future__ import annotations

from copy import copy
from typing import Any, Self, cast
from uuid import UUID, uuid5

from domain.command import Answer
from domain.event import FirstEvent, stream
from domain.ledger.session import Session
from domain.policy.money import split
from domain.refusal import Refusal
from domain.registry.school import NAMESPACE, OfSchool
from domain.vocabulary import ErrorCode, FundSource


def account_id(school: str, scheme: str, term: str) -> UUID:
    return uuid5(NAMESPACE, f"account {school} {scheme} {term}")


class AccountAnswer(Answer, frozen=True, kw_only=True):
    """account: school, scheme and term."""

    account: tuple[str, str, str]


@stream("funds.FundAccount")
class FundAccount(OfSchool):
    """Amounts in fen. settled: paid out and stayed paid, recoveries not deducted. due: surplus owed by source."""

    def __init__(self, school: str, scheme: str, term: str) -> None:
        self.school = school
        self.scheme = scheme
        self.term = term
        self.allocations: list[tuple[str, int, str, str]] = []
        self.in_transit = 0
        self.settled = 0
        self.recovered = 0
        self.closed = False
        self.due: dict[str, int] = {}
        self.remitted: dict[str, int] = {}
        self.acknowledged: dict[str, int] = {}

    def twin(self) -> Self:
        """As ``LedgerAggregate.twin``, in no more time than a list of thousands takes to be copied."""
        twin = copy(self)
        # Amounts and texts never change, so each collection needs a copy and nothing in it does.
        kept = {name: copy(value) for name, value in vars(self).items() if isinstance(value, list | dict)}
        vars(twin).update(kept)
        return twin

    def owe(self, shares: dict[str, int]) -> None:
        for source, amount in shares.items():
            self.due[source] = self.due.get(source, 0) + amount

    @property
    def allocated(self) -> int:
        return sum(allocation[1] for allocation in self.allocations)

    @property
    def left(self) -> int:
        """Allocations and recoveries less what is paid or on its way, less what is owed to the sources."""
        kept = self.allocated + self.recovered - self.settled - self.in_transit
        return kept - sum(self.due.values())

    @property
    def available(self) -> int:
        """What can still be paid."""
        return 0 if self.closed else self.left

    def by_source(self, amount: int) -> dict[str, int]:
        """An amount split in proportion to the allocations; ties go to the higher level of government."""
        weights = {
            str(source): given
            for source in FundSource
            if (given := sum(a[1] for a in self.allocations if a[0] == source))
        }
        return split(amount, weights) if amount and weights else {}

    def supplementary(self, amount: int) -> dict[str, int]:
        """The split of money that comes back: owed to the sources when the term is closed, else nobody's yet."""
        return self.by_source(amount) if self.closed else {}

    def require_open(self, *path: str) -> None:
        """Refuses PERIOD_CLOSED."""
        if self.closed:
            raise Refusal(
                ErrorCode.PERIOD_CLOSED,
                "The term {term} of school {school} is closed.",
                path,
                **self._which(),
            )

    def answer(self) -> AccountAnswer:
        """What a command about it answers."""
        return AccountAnswer(account=(self.school, self.scheme, self.term))

    def _which(self) -> dict[str, str]:
        return {"term": self.term, "school": self.school}


def opened_account(event: FirstEvent) -> FundAccount:
    """The account that its first event makes."""
    account: Any = event.mutate(None)
    return cast(FundAccount, account)


async def existing_account(session: Session, school: str, scheme: str, term: str) -> FundAccount:
    """Refuses NOT_FOUND when nothing was ever allocated."""
    account = await session.load(FundAccount, account_id(school, scheme, term))
    if account is None:
        raise Refusal(
            ErrorCode.NOT_FOUND,
            "Nothing was allocated to school {school} for {term} yet.",
            ["term"],
            school=school,
            term=term,
        )
    return account
