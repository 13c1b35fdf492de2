"""Recording money received (资金下达)."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from domain.checks import check_amount, check_day, check_reference
from domain.command import Command, command
from domain.event import begin
from domain.funds.account import AccountAnswer, FundAccount, account_id
from domain.funds.events import AccountOpened, Allocated
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import Term, today
from domain.refusal import Refusal
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.text import trimmed
from domain.vocabulary import ErrorCode, FundSource, Role, Scheme

AHEAD = timedelta(days=366)


@command("RecordAllocation")
class RecordAllocation(Command[AccountAnswer], frozen=True, kw_only=True):
    """amount in fen, from one source under one document number."""

    school_code: str = msgspec.field(name="school")
    scheme: Scheme
    term: Term
    source: FundSource
    amount: int
    document_number: str = msgspec.field(name="document")
    received_on: date


@ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    ErrorCode.PERIOD_CLOSED,
    ErrorCode.ALREADY_DONE,
    by=(Role.FINANCE,),
)
async def record_allocation(session: Session, command: RecordAllocation) -> AccountAnswer:
    """Money received for a scheme and a term; the first of it opens the account."""
    school = await school_in_scope(session, command.school_code)
    check_amount(command.amount, "amount")
    check_day(command.received_on, "receivedOn")
    check_reference(command.document_number, "documentNumber")
    _check_term(command.term)
    term = str(command.term)
    id = account_id(school.code, command.scheme, term)
    account = await session.load(FundAccount, id) or begin(
        FundAccount, AccountOpened, id, scheme=command.scheme, term=term, school=school.code
    )
    account.require_open("term")
    row = (command.source, command.amount, trimmed(command.document_number), command.received_on.isoformat())
    if row in [tuple(known) for known in account.allocations]:
        raise Refusal(ErrorCode.ALREADY_DONE, "This allocation is recorded already.", ["documentNumber"])
    account.trigger_event(
        Allocated, source=row[0], amount=row[1], document=row[2], effective_on=row[3], school=school.code
    )
    session.save(account)
    return account.answer()


def _check_term(term: Term) -> None:
    """Money may come a year before its term (提前下达), not earlier."""
    if term.first_day > today() + AHEAD:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "The term {term} is more than a year away.", ["term"], term=str(term)
        )
