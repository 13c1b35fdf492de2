"""The roster, run or payment that an input names, as far as it lies in the scope of the one who acts."""

from __future__ import annotations

from uuid import UUID

from domain.aid.payment import Payment
from domain.aid.roster import Roster
from domain.aid.run import Run
from domain.ledger.session import Session
from domain.refusal import Refusal
from domain.registry.scope import in_scope
from domain.vocabulary import ErrorCode


async def roster_in_scope(session: Session, id: UUID | None) -> Roster:
    """Refuses NOT_FOUND for one that is unknown, malformed or out of scope."""
    missing = Refusal(ErrorCode.NOT_FOUND, "There is no such roster in your scope.", ["rosterId"])
    return await in_scope(session, Roster, id, missing)


async def run_in_scope(session: Session, id: UUID | None) -> Run:
    """As ``roster_in_scope``."""
    missing = Refusal(ErrorCode.NOT_FOUND, "There is no such run in your scope.", ["runId"])
    return await in_scope(session, Run, id, missing)


async def payment_in_scope(session: Session, id: UUID | None) -> Payment:
    """As ``roster_in_scope``."""
    missing = Refusal(ErrorCode.NOT_FOUND, "There is no such payment in your scope.", ["paymentId"])
    return await in_scope(session, Payment, id, missing)
