"""Closing a term: what is left becomes a surplus, owed to the sources it came from (rules §8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.command import Command, command
from domain.funds.account import existing_account
from domain.funds.events import TermClosed
from domain.ledger.session import Session
from domain.plausible import check_day
from domain.policy.calendar import Term
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.open_school import school_in_scope


@command("CloseTerm")
class CloseTerm(Command, frozen=True, kw_only=True):
    """The account of one school, scheme and term."""

    school: str
    scheme: str
    term: Term
    closed_on: date


async def close_term(session: Session, command: CloseTerm) -> dict[str, Any]:
    """AID_AUTHORITY. Refuses, in order: FORBIDDEN, NOT_FOUND, OUT_OF_SCOPE, INVALID_INPUT, PERIOD_CLOSED,
    CONFLICT while payments are in transit.
    """
    session.by.require_role("AID_AUTHORITY")
    school = await school_in_scope(session, command.school)
    check_day(command.closed_on, "closedOn")
    if command.closed_on < command.term.first_day:
        raise Refusal(
            "INVALID_INPUT", "The term {term} has not begun by then.", ["closedOn"], term=str(command.term)
        )
    term = str(command.term)
    account = await existing_account(session, school.code, command.scheme, term)
    account.require_open("term")
    if account.in_transit:
        raise Refusal(
            "CONFLICT",
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
    return {"account": [school.code, command.scheme, term]}
