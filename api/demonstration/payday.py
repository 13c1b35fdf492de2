"""One month of one scheme at one school: a run, what the bank says, and a second run for what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from api.demonstration import bank
from api.demonstration.city import DemoSchool
from api.demonstration.desk import Desk
from domain.aid.approve_run import ApproveRun
from domain.aid.draft_run import DraftRun
from domain.aid.lines import RunLine
from domain.aid.payment import payment_id
from domain.aid.record_bank_results import BATCH, BankResult, RecordBankResults
from domain.aid.run import Run
from domain.policy.calendar import Month
from domain.refusal import Refusal
from domain.vocabulary import BankOutcome, Scheme

PAID_ON, RETURNED_ON, AGAIN_ON = 24, 26, 28  # days of the month
NOBODY = ("NOTHING_TO_PAY", "NOT_ON_ROSTER", "PERIOD_CLOSED")  # the last, when an interrupted one goes on

Results = list[tuple[RunLine, BankOutcome]]


async def pay(desk: Desk, school: DemoSchool, scheme: Scheme, month: Month, *, again: bool = True) -> None:
    run = await _run(desk, school, scheme, month, "first")
    if run is None:
        return
    fates = [(line, _fate(desk, run, line)) for line in run.lines]
    late = [pair for pair in fates if pair[1] == BankOutcome.RETURNED]
    at_once = [(line, _not_yet(outcome)) for line, outcome in fates]
    await _report(desk, school, run, at_once, PAID_ON)
    await _report(desk, school, run, late, RETURNED_ON)
    if again and any(outcome != BankOutcome.SETTLED for _, outcome in fates):
        second = await _run(desk, school, scheme, month, "second")
        assert second is not None
        await _report(desk, school, second, [(line, BankOutcome.SETTLED) for line in second.lines], AGAIN_ON)


def _not_yet(outcome: BankOutcome) -> BankOutcome:
    return BankOutcome.SETTLED if outcome == BankOutcome.RETURNED else outcome


def _fate(desk: Desk, run: Run, line: RunLine) -> BankOutcome:
    number = desk.numbers[UUID(line.person)]
    plain = number in desk.town.untroubled
    return bank.fate(desk.town.seed, run.scheme, run.month, number) if plain else BankOutcome.SETTLED


async def _run(desk: Desk, school: DemoSchool, scheme: Scheme, month: Month, which: str) -> Run | None:
    """Drafted by the aid officer, approved by the principal; None when there is nobody to pay."""
    what = (school.code, scheme, month, which)
    draft = DraftRun(
        idempotency_key=desk.key("run", *what), school_code=school.code, scheme=scheme, month=month
    )
    try:
        id = UUID((await desk.do(desk.at(school, "AID_OFFICER"), draft)).run)
    except Refusal as refusal:
        if refusal.code in NOBODY:
            return None
        raise
    run = (await desk.read(Run, [id]))[id]
    approval = ApproveRun(idempotency_key=desk.key("pay", *what), run_id=id, digest=run.digest)
    await desk.do(desk.at(school, "PRINCIPAL"), approval)
    return run


async def _report(desk: Desk, school: DemoSchool, run: Run, results: Results, day: int) -> None:
    on = Month.parse(run.month).first_day.replace(day=day)
    for start in range(0, len(results), BATCH):
        command = RecordBankResults(
            idempotency_key=desk.key("bank", run.id, day, start),
            run_id=run.id,
            results=list(_lines(run, results[start : start + BATCH], on)),
        )
        answer = await desk.do(desk.at(school, "FINANCE"), command)
        assert not answer.rejected


def _lines(run: Run, results: Results, on: date) -> Iterable[BankResult]:
    for line, outcome in results:
        yield BankResult(
            payment_id=payment_id(UUID(line.person), run.scheme, run.month),
            outcome=outcome,
            amount=line.amount,
            on=on,
            reference=f"回盘{on:%Y%m%d}",
            reason=bank.WHY.get(outcome),
        )
