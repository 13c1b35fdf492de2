"""Refunds of surplus (清退): remitted by the school's finance, acknowledged by the treasury."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from domain.checks import check_amount, check_day, check_reference
from domain.command import Command, command
from domain.funds.account import AccountAnswer, FundAccount, existing_account
from domain.funds.events import RefundAcknowledged, RefundRemitted
from domain.ladder import Rung, ladder
from domain.ledger.session import Session
from domain.policy.calendar import Term
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.text import trimmed
from domain.vocabulary import ErrorCode, FundSource, Role, Scheme


@command("RemitRefund")
class RemitRefund(Command[AccountAnswer], frozen=True, kw_only=True):
    """Money sent back to one source. reference: the bank's."""

    school_code: str = msgspec.field(name="school")
    scheme: Scheme
    term: Term
    source: FundSource
    amount: int
    on: date
    reference: str


@command("AcknowledgeRefund")
class AcknowledgeRefund(RemitRefund, frozen=True, kw_only=True):
    """The same, confirmed. reference: the treasury's document."""


REFUNDING = ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    Rung(ErrorCode.NOT_FOUND, "nothing was ever allocated"),
    ErrorCode.TERM_NOT_CLOSED,
    ErrorCode.ALREADY_DONE,
    ErrorCode.AMOUNT_MISMATCH,
    by=(Role.FINANCE,),
)


@REFUNDING
async def remit_refund(session: Session, command: RemitRefund) -> AccountAnswer:
    """Measured by what is due and not remitted yet: ALREADY_DONE when nothing is, AMOUNT_MISMATCH for more."""
    account = await _account(session, command)
    due = account.due.get(command.source, 0) - account.remitted.get(command.source, 0)
    _check_open(due, command.amount)
    account.trigger_event(RefundRemitted, **_values(command))
    return _saved(session, account)


@REFUNDING
async def acknowledge_refund(session: Session, command: AcknowledgeRefund) -> AccountAnswer:
    """As ``remit_refund``, measured by what was remitted and is not acknowledged yet."""
    account = await _account(session, command)
    waiting = account.remitted.get(command.source, 0) - account.acknowledged.get(command.source, 0)
    _check_open(waiting, command.amount)
    account.trigger_event(RefundAcknowledged, **_values(command))
    return _saved(session, account)


async def _account(session: Session, command: RemitRefund) -> FundAccount:
    school = await school_in_scope(session, command.school_code)
    check_amount(command.amount, "amount")
    check_day(command.on, "on")
    check_reference(command.reference, "reference")
    account = await existing_account(session, school.code, command.scheme, str(command.term))
    if not account.closed:
        raise Refusal(
            ErrorCode.TERM_NOT_CLOSED,
            "The term is not closed yet; a surplus exists only after that.",
            ["term"],
        )
    return account


def _check_open(open_amount: int, amount: int) -> None:
    if open_amount <= 0:
        raise Refusal(ErrorCode.ALREADY_DONE, "Nothing is open for this source any more.", ["amount"])
    if amount > open_amount:
        raise Refusal(
            ErrorCode.AMOUNT_MISMATCH,
            "Only {open} yuan are open for this source.",
            ["amount"],
            open=format_yuan(open_amount),
        )


def _values(command: RemitRefund) -> dict[str, Any]:
    return {
        "source": command.source,
        "amount": command.amount,
        "effective_on": command.on.isoformat(),
        "reference": trimmed(command.reference),
        "school": command.school_code,
    }


def _saved(session: Session, account: FundAccount) -> AccountAnswer:
    session.save(account)
    return account.answer()
