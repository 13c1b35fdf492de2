"""Closing a term: what is left becomes a surplus, owed to the sources it came from (rules §8)."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.checks import check_day
from domain.command import Command, command
from domain.funds.account import AccountAnswer, existing_account
from domain.funds.events import TermClosed
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.calendar import Term
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.vocabulary import ErrorCode, Role, Scheme


@command("CloseTerm")
class CloseTerm(Command[AccountAnswer], frozen=True, kw_only=True):
    """The account of one school, scheme and term."""

    school_code: str = msgspec.field(name="school")
    scheme: Scheme
    term: Term
    closed_on: date


@ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    Rung(ErrorCode.NOT_FOUND, "nothing was ever allocated"),
    ErrorCode.PERIOD_CLOSED,
    ErrorCode.IN_TRANSIT,
    by=(Role.AID_AUTHORITY,),
)
async def close_term(session: Session, command: CloseTerm) -> AccountAnswer:
    """Closes the account of a term for good: what is left over is due back, by its source."""
    school = await school_in_scope(session, command.school_code)
    check_day(command.closed_on, "closedOn")
    if command.closed_on < command.term.first_day:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The term {term} has not begun by then.",
            ["closedOn"],
            term=str(command.term),
        )
    term = str(command.term)
    account = await existing_account(session, school.code, command.scheme, term)
    account.require_open("term")
    if account.in_transit:
        raise Refusal(
            ErrorCode.IN_TRANSIT,
            "Payments of {amount} yuan are in transit at the bank; record their results first.",
            ["term"],
            amount=format_yuan(account.in_transit),
        )
    surplus = account.left
    account.trigger_event(
        TermClosed,
        effective_on=command.closed_on.isoformat(),
        surplus=surplus,
        shares=account.by_source(surplus),
        destination="TREASURY",
        school=school.code,
    )
    session.save(account)
    return account.answer()
