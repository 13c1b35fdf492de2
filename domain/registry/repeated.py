"""A request whose key was answered before, sent by somebody whose scope may be another one by now."""

from __future__ import annotations

from domain.ledger.log import Log
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.school import School, school_id
from domain.vocabulary import ErrorCode


async def require_scope_again(log: Log, by: Mandate, position: int) -> None:
    """Refuses OUT_OF_SCOPE, and tells nothing of the answer, where the schools of what was recorded lie outside.

    position: of the last event recorded for the request; every event names its schools.
    """
    event = await log.event_at(position)
    ids = [school_id(code) for code in event.schools if code]
    schools = await Session(log, by, position, "").load_all(School, ids)
    if not any(by.covers_school(school.code, school.division) for school in schools.values()):
        raise Refusal(
            ErrorCode.OUT_OF_SCOPE, "What was recorded under this key lies outside your scope by now."
        )
