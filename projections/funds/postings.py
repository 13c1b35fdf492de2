"""Double entry: from which account to which account an event moved money."""

from __future__ import annotations

from collections.abc import Iterator

from domain.facts import Fact
from domain.funds.account import FundAccount
from domain.funds.events import (
    Allocated,
    BankResultsBooked,
    Committed,
    RecoveryBooked,
    RefundAcknowledged,
    RefundRemitted,
)
from domain.policy.rates import Scheme

COLUMNS = ("position", "ordinal", "school", "debit", "credit", "amount")

AT_BANK, REFUNDING = "transit:bank", "transit:refund"
PAYEES = {Scheme.GRANT: "payee:student", Scheme.TUITION_WAIVER: "payee:school"}

Movement = tuple[str, str, int]  # the account that receives, the one that gives, fen
Posting = tuple[int, int, str, str, str, int]


def postings(account: FundAccount, fact: Fact) -> list[Posting]:
    """The rows of one event; none for an event that moves no money."""
    moved = [movement for movement in _movements(account, fact) if movement[2] > 0]
    return [(fact.position, ordinal, account.school, *movement) for ordinal, movement in enumerate(moved)]


def _movements(account: FundAccount, fact: Fact) -> Iterator[Movement]:
    aid = f"aid:{account.school}:{account.scheme}:{account.term}"
    payee = PAYEES[Scheme(account.scheme)]
    match fact:
        case Allocated():
            yield aid, f"source:{fact.source}", fact.amount
        case Committed():
            yield AT_BANK, aid, fact.amount
        case BankResultsBooked():
            yield payee, AT_BANK, fact.settled
            yield aid, AT_BANK, fact.failed + fact.returned
            yield aid, payee, fact.returned_late
        case RecoveryBooked():
            yield aid, payee, fact.amount
        case RefundRemitted():
            yield REFUNDING, aid, fact.amount
        case RefundAcknowledged():
            yield f"source:{fact.source}", REFUNDING, fact.amount
