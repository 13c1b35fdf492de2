"""Double entry: from which account to which account an event moved money."""

from __future__ import annotations

from collections.abc import Iterator

from domain.event import Event
from domain.funds.account import FundAccount
from domain.funds.events import (
    Allocated,
    BankResultsBooked,
    Committed,
    RecoveryBooked,
    RefundAcknowledged,
    RefundRemitted,
)
from domain.vocabulary import Scheme

COLUMNS = ("position", "ordinal", "school", "debit", "credit", "amount")

AT_BANK, REFUNDING = "transit:bank", "transit:refund"
PAYEES = {Scheme.GRANT: "payee:student", Scheme.TUITION_WAIVER: "payee:school"}

Movement = tuple[str, str, int]  # the account that receives, the one that gives, fen
Posting = tuple[int, int, str, str, str, int]


def postings(account: FundAccount, event: Event) -> list[Posting]:
    """The rows of one event; none for an event that moves no money."""
    moved = [movement for movement in _movements(account, event) if movement[2] > 0]
    return [(event.position, ordinal, account.school, *movement) for ordinal, movement in enumerate(moved)]


def _movements(account: FundAccount, event: Event) -> Iterator[Movement]:
    aid = f"aid:{account.school}:{account.scheme}:{account.term}"
    payee = PAYEES[Scheme(account.scheme)]
    match event:
        case Allocated():
            yield aid, f"source:{event.source}", event.amount
        case Committed():
            yield AT_BANK, aid, event.amount
        case BankResultsBooked():
            yield payee, AT_BANK, event.settled
            yield aid, AT_BANK, event.failed + event.returned
            yield aid, payee, event.returned_late
        case RecoveryBooked():
            yield aid, payee, event.amount
        case RefundRemitted():
            yield REFUNDING, aid, event.amount
        case RefundAcknowledged():
            yield f"source:{event.source}", REFUNDING, event.amount
