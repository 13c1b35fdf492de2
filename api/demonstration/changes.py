"""Status changes on their way through their routes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from api.demonstration.desk import Desk, together
from api.demonstration.stories import Turn
from domain.document import Document
from domain.policy.status import ChangeKind
from domain.registry.request import ChangeRequest
from domain.registry.request_status_change import RequestStatusChange
from domain.registry.review_status_change import ReviewStatusChange
from domain.registry.student import Student, enrolment_id, parse_change_id
from domain.vocabulary import Decision


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A change to be filed by the school of an enrolment. refused: why its last reviewer says no."""

    person: UUID
    enrolment: int
    school: str
    kind: str
    on: date
    reason: str
    to_school: str | None = None
    to_major: str | None = None
    documents: Sequence[str] = ()
    refused: str = ""


def of_story(desk: Desk, turn: Turn) -> Filing:
    """One step of a story. No story goes on after a move, so it concerns the first enrolment."""
    step = turn.step
    return Filing(
        person=desk.person(turn.pupil),
        enrolment=1,
        school=turn.pupil.school,
        kind=step.kind,
        on=turn.on,
        reason=step.reason,
        to_school=turn.to_school,
        to_major=step.to_major or None,
        documents=step.documents,
        refused=step.refused,
    )


async def carry_through(desk: Desk, filings: Iterable[Filing]) -> None:
    """Files the changes and takes each through its reviews."""
    filings = list(filings)
    requests = await together(_file(desk, filing) for filing in filings)
    students = await desk.read(Student, [filing.person for filing in filings])
    await together(
        _decide(desk, filing, students[filing.person].requests[number])
        for filing, number in zip(filings, requests, strict=True)
    )


async def _file(desk: Desk, filing: Filing) -> int:
    """The request's number within the person."""
    known = desk.ledger.policy.majors.with_code(filing.to_major) if filing.to_major else None
    command = RequestStatusChange(
        idempotency_key=desk.key("change", desk.numbers[filing.person], filing.kind, filing.on),
        enrolment_id=enrolment_id(filing.person, filing.enrolment),
        kind=ChangeKind(filing.kind),
        effective_on=filing.on,
        reason=filing.reason,
        to_school_code=filing.to_school,
        to_major_code=known.code if known else None,
        to_major_name=known.name if known else None,
        documents=[Document(kind=kind, reference=f"{kind} {filing.on:%Y}") for kind in filing.documents],
    )
    registrar = desk.town.staff.holder("REGISTRAR", filing.school)
    change = parse_change_id((await desk.do(registrar, command)).change)
    assert change is not None
    return change[1]


async def _decide(desk: Desk, filing: Filing, request: ChangeRequest) -> None:
    change = enrolment_id(filing.person, request.number)
    for place, step in enumerate(request.steps, 1):
        refused = filing.refused if place == len(request.steps) else ""
        await desk.do(
            desk.town.staff.holder(step.role, step.scope),
            ReviewStatusChange(
                idempotency_key=desk.key("review", desk.numbers[filing.person], request.number, place),
                change_id=change,
                decision=Decision.REJECT if refused else Decision.APPROVE,
                comment=refused or None,
            ),
        )
