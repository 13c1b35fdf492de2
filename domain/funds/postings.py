"""Double entry (复式记账): from which account to which account an event moves money.

The chart of accounts (会计科目). Codes are read by people and kept with every posting:

- ``source:<source>``: what a source of funds gave, less what it confirmed to have back
- ``aid:<school>:<scheme>:<term>``: the aid account of one school, scheme and term
- ``transit:bank``: approved and with the bank, no result yet
- ``transit:refund``: surplus sent back whose arrival is not confirmed yet
- ``payee:student``, ``payee:school``: with those whom the scheme pays
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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

AT_BANK, REFUNDING = "transit:bank", "transit:refund"
PAYEES = {Scheme.GRANT: "payee:student", Scheme.TUITION_WAIVER: "payee:school"}


class Posting(NamedTuple):
    """debit: the account that receives. credit: the one that gives. amount: fen, more than 0."""

    debit: str
    credit: str
    amount: int


def source_account(source: str) -> str:
    return f"source:{source}"


def aid_account(school: str, scheme: str, term: str) -> str:
    return f"aid:{school}:{scheme}:{term}"


def postings(account: FundAccount, event: Event) -> list[Posting]:
    """What one event of an account moves; nothing for an event that moves no money."""
    return [posting for posting in _moved(account, event) if posting.amount > 0]


def _moved(account: FundAccount, event: Event) -> Iterator[Posting]:
    aid = aid_account(account.school, account.scheme, account.term)
    payee = PAYEES[Scheme(account.scheme)]
    match event:
        case Allocated():
            yield Posting(aid, source_account(event.source), event.amount)
        case Committed():
            yield Posting(AT_BANK, aid, event.amount)
        case BankResultsBooked():
            yield Posting(payee, AT_BANK, event.settled)
            yield Posting(aid, AT_BANK, event.failed + event.returned)
            yield Posting(aid, payee, event.returned_late)
        case RecoveryBooked():
            yield Posting(aid, payee, event.amount)
        case RefundRemitted():
            yield Posting(REFUNDING, aid, event.amount)
        case RefundAcknowledged():
            yield Posting(source_account(event.source), REFUNDING, event.amount)
