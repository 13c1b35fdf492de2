"""Recording money received (资金下达)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.command import Command, command
from domain.event import begin
from domain.funds.account import FundAccount, account_id
from domain.funds.events import AccountOpened, Allocated
from domain.ledger.session import Session
from domain.plausible import check_amount, check_day, check_reference
from domain.policy.calendar import Term, today
from domain.refusal import Refusal
from domain.registry.open_school import school_in_scope

AHEAD = timedelta(days=366)


@command("RecordAllocation")
class RecordAllocation(Command, frozen=True, kw_only=True):
    """amount in fen, from one source under one document number."""

    school: str
    scheme: str
    term: Term
    source: str
    amount: int
    document: str
    received_on: date


async def record_allocation(session: Session, command: RecordAllocation) -> dict[str, Any]:
    """FINANCE. Refuses, in order: FORBIDDEN, NOT_FOUND, OUT_OF_SCOPE, INVALID_INPUT, PERIOD_CLOSED, ALREADY_DONE."""
    session.by.require_role("FINANCE")
    school = await school_in_scope(session, command.school)
    check_amount(command.amount)
    check_day(command.received_on, "receivedOn")
    check_reference(command.document, "documentNumber")
    _check_term(command.term)
    term = str(command.term)
    id = account_id(school.code, command.scheme, term)
    account = await session.load(FundAccount, id) or begin(
        FundAccount, AccountOpened, id, scheme=command.scheme, term=term, school=school.code
    )
    account.require_open("term")
    row = (command.source, command.amount, command.document.strip(), command.received_on.isoformat())
    if row in [tuple(known) for known in account.allocations]:
        raise Refusal("ALREADY_DONE", "This allocation is recorded already.", ["documentNumber"])
    account.trigger_event(
        Allocated, source=row[0], amount=row[1], document=row[2], effective_on=row[3], school=school.code
    )
    session.save(account)
    return {"account": [school.code, command.scheme, term]}


def _check_term(term: Term) -> None:
    """Money may come a year before its term (提前下达), not earlier."""
    if term.first_day > today() + AHEAD:
        raise Refusal("INVALID_INPUT", "The term {term} is more than a year away.", ["term"], term=str(term))
