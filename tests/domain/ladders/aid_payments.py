"""The ladders of the run, of the bank's results and of recoveries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.aid.approve_run import ApproveRun
from domain.aid.draft_run import DraftRun
from domain.aid.record_bank_results import BankResult, RecordBankResults
from domain.aid.record_recovery import RecordRecovery
from domain.aid.run import Run, run_id
from domain.policy.calendar import Month
from domain.vocabulary import BankOutcome, ErrorCode, Scheme
from tests.domain.ladders.climbing import (
    ENROLMENT,
    FORBIDDEN,
    HIDDEN,
    NAMES_A_SCHOOL,
    NEVER,
    UNREADABLE,
    Climb,
    Fault,
)
from tests.support.long_story import URBAN
from tests.support.people import holder
from tests.support.story import GRANT, MONTH, SCHOOL, Story, payment_of

FINANCE = holder("FINANCE")
OFFICER, PRINCIPAL = holder("AID_OFFICER", SCHOOL), holder("PRINCIPAL", SCHOOL)
RUN, PAYMENT, MONEY = run_id(SCHOOL, GRANT, MONTH, 1), payment_of(ENROLMENT), 200_00
LATE = BankResult(
    payment_id=PAYMENT, outcome=BankOutcome.RETURNED, amount=MONEY, on=date(2015, 10, 8), reference="回单"
)


async def unlisted(story: Story, money: int = 2 * MONEY) -> None:
    """Somebody whose only ground is the family's hardship, and a school with money."""
    await story.school()
    await story.students(1, **URBAN)
    await in_hardship(story)
    await story.allocation(money)


async def listed(story: Story) -> None:
    await unlisted(story)
    await story.roster()


async def drafted(story: Story) -> dict[str, Any]:
    await listed(story)
    return await _draft(story)


async def drafted_without_money(story: Story) -> dict[str, Any]:
    await unlisted(story, MONEY - 1)
    await story.roster()
    return await _draft(story)


async def _draft(story: Story) -> dict[str, Any]:
    return {"digest": (await story.run_draft()).digest}


async def approved(story: Story) -> None:
    run = await story.load(Run, RUN)
    await story.act(PRINCIPAL, ApproveRun, run_id=RUN, digest=run.digest)


async def instructed(story: Story) -> None:
    await drafted(story)
    await approved(story)


async def settled(story: Story) -> None:
    await instructed(story)
    await story.bank(await story.load(Run, RUN))


async def closed(story: Story) -> None:
    await story.closed()


async def in_hardship(story: Story) -> None:
    await story.hardship(ENROLMENT)


async def in_no_hardship(story: Story) -> None:
    await story.hardship(ENROLMENT, "NONE")


async def instructed_and_lost(story: Story) -> None:
    await instructed(story)
    await in_no_hardship(story)


async def settled_and_lost(story: Story) -> None:
    await settled(story)
    await in_no_hardship(story)


async def recovered(story: Story) -> None:
    await story.recovery(PAYMENT, MONEY)


async def recovered_in_part(story: Story) -> None:
    await in_no_hardship(story)
    await story.recovery(PAYMENT, 1)


CLIMBS = (
    Climb(
        command=DraftRun,
        by=OFFICER,
        told=listed,
        given={"school_code": SCHOOL, "scheme": Scheme.GRANT, "month": Month.parse(MONTH)},
        faults=(
            *NAMES_A_SCHOOL,
            Fault(ErrorCode.INVALID_INPUT, given={"month": Month.parse("2016-02")}),
            Fault(ErrorCode.PERIOD_CLOSED, then=closed),
            Fault(ErrorCode.NOT_ON_ROSTER, told=unlisted),
            Fault(ErrorCode.NOTHING_TO_PAY, then=in_no_hardship),
        ),
    ),
    Climb(
        command=ApproveRun,
        by=PRINCIPAL,
        told=drafted,
        given={"run_id": RUN},
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.ALREADY_DONE, then=approved),
            Fault(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, by={"name": OFFICER.name}),
            Fault(ErrorCode.DIGEST_MISMATCH, given={"digest": "0" * 64}),
            Fault(ErrorCode.PERIOD_CLOSED, then=closed),
            Fault(ErrorCode.EVIDENCE_CHANGED, then=in_no_hardship),
            Fault(ErrorCode.INSUFFICIENT_FUNDS, told=drafted_without_money),
        ),
    ),
    Climb(
        command=RecordBankResults,
        by=FINANCE,
        told=settled,
        given={"run_id": RUN, "results": [LATE]},
        lines="results",
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"results": [LATE] * 5001}),
        ),
        line=(
            Fault(ErrorCode.NOT_FOUND, line={"payment_id": RUN}),
            Fault(ErrorCode.INVALID_INPUT, line={"on": NEVER}),
            Fault(ErrorCode.INVALID_INPUT, line={"reference": " "}),
            Fault(ErrorCode.INVALID_INPUT, line={"reason": "长" * 2001}),
            Fault(ErrorCode.ALREADY_DONE, line={"outcome": BankOutcome.SETTLED}),
            Fault(ErrorCode.WRONG_STATE, then=recovered_in_part),
            Fault(ErrorCode.AMOUNT_MISMATCH, line={"amount": MONEY + 1}),
            replace(UNREADABLE, line={"reason": "账号不符"}),
        ),
    ),
    Climb(
        command=RecordRecovery,
        by=FINANCE,
        told=settled_and_lost,
        given={
            "payment_id": PAYMENT,
            "amount": MONEY,
            "received_on": date(2016, 1, 15),
            "reference": "收",
        },
        faults=(
            FORBIDDEN,
            HIDDEN,
            Fault(ErrorCode.INVALID_INPUT, given={"amount": 0}),
            Fault(ErrorCode.INVALID_INPUT, given={"received_on": NEVER}),
            Fault(ErrorCode.INVALID_INPUT, given={"reference": " "}),
            Fault(ErrorCode.WRONG_STATE, told=instructed_and_lost),
            Fault(ErrorCode.ALREADY_DONE, then=recovered, apart="what nobody holds cannot be taken back"),
            Fault(ErrorCode.STILL_DUE, then=in_hardship),
            Fault(ErrorCode.AMOUNT_MISMATCH, given={"amount": MONEY + 1}),
        ),
    ),
)
