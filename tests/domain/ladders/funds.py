"""The ladders of the money."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.funds.close_term import CloseTerm
from domain.funds.record_allocation import RecordAllocation
from domain.funds.refund import AcknowledgeRefund, RemitRefund
from domain.policy.calendar import Term
from domain.vocabulary import ErrorCode, FundSource, Scheme
from tests.domain.ladders.climbing import NAMES_A_SCHOOL, NEVER, Climb, Fault
from tests.support.people import holder
from tests.support.story import SCHOOL, TERM, Story

FINANCE = holder("FINANCE")
ACCOUNT: dict[str, Any] = {"school_code": SCHOOL, "scheme": Scheme.GRANT, "term": Term.parse(TERM)}
RECEIVED = ACCOUNT | {
    "source": FundSource.CENTRAL,
    "amount": 100_00,
    "document_number": "财教1",
    "received_on": date(2015, 9, 1),
}
REFUND = ACCOUNT | {
    "source": FundSource.CENTRAL,
    "amount": 100_00,
    "on": date(2016, 3, 1),
    "reference": "退",
}
NEVER_OPENED = "what was never opened is neither open nor closed"


async def a_school(story: Story) -> None:
    await story.school()


async def allocated(story: Story) -> None:
    await story.school()
    await story.allocation(100_00)


async def received(story: Story) -> None:
    await story.school()
    await story.act(FINANCE, RecordAllocation, **RECEIVED)


async def closed(story: Story) -> None:
    await story.closed()


async def instructed(story: Story) -> None:
    await story.school()
    await story.students(1)
    await story.roster()
    await story.allocation()
    await story.run()


async def surplus(story: Story) -> None:
    await allocated(story)
    await story.closed()


async def remitted(story: Story) -> None:
    await surplus(story)
    await story.refund(100_00, acknowledged=False)


REFUND_FAULTS = (
    *NAMES_A_SCHOOL,
    Fault(ErrorCode.INVALID_INPUT, given={"amount": 0}),
    Fault(ErrorCode.INVALID_INPUT, given={"on": NEVER}),
    Fault(ErrorCode.INVALID_INPUT, given={"reference": " "}),
    Fault(ErrorCode.NOT_FOUND, told=a_school),
    Fault(ErrorCode.TERM_NOT_CLOSED, told=allocated, apart=NEVER_OPENED),
    Fault(ErrorCode.ALREADY_DONE, given={"source": FundSource.COUNTY}),
    Fault(ErrorCode.AMOUNT_MISMATCH, given={"amount": 100_01}),
)

CLIMBS = (
    Climb(
        command=RecordAllocation,
        by=FINANCE,
        told=allocated,
        given=RECEIVED,
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.INVALID_INPUT, given={"amount": 0}),
            Fault(ErrorCode.INVALID_INPUT, given={"received_on": NEVER}),
            Fault(ErrorCode.INVALID_INPUT, given={"document_number": " "}),
            Fault(ErrorCode.PERIOD_CLOSED, then=closed),
            Fault(ErrorCode.ALREADY_DONE, told=received),
        ),
    ),
    Climb(
        command=CloseTerm,
        by=holder("AID_AUTHORITY"),
        told=allocated,
        given=ACCOUNT | {"closed_on": date(2016, 2, 29)},
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.INVALID_INPUT, given={"closed_on": NEVER}),
            Fault(ErrorCode.INVALID_INPUT, given={"closed_on": date(2015, 8, 31)}),
            Fault(ErrorCode.NOT_FOUND, told=a_school),
            Fault(ErrorCode.PERIOD_CLOSED, then=closed, apart=NEVER_OPENED),
            Fault(
                ErrorCode.IN_TRANSIT,
                told=instructed,
                apart="a term closes when nothing is in transit, and nothing sets out afterwards",
            ),
        ),
    ),
    Climb(command=RemitRefund, by=FINANCE, told=surplus, given=REFUND, faults=REFUND_FAULTS),
    Climb(command=AcknowledgeRefund, by=FINANCE, told=remitted, given=REFUND, faults=REFUND_FAULTS),
)
