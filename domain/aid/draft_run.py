"""Drafting a run (发放批次): what is to be paid of one month, and why, for somebody else to approve."""

from __future__ import annotations

from uuid import UUID

import msgspec

from domain.aid.coverage import approved_rosters, coverage
from domain.aid.events import RunDrafted
from domain.aid.lines import Exclusion, RunLine
from domain.aid.run import Run, digest_of, run_id, runs_of
from domain.aid.run_lines import MonthAtSchool, decide_lines
from domain.command import Answer, Command, command
from domain.event import begin
from domain.funds.account import FundAccount, account_id
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.calendar import Month, today
from domain.policy.rates import Rates
from domain.refusal import Refusal
from domain.registry.scope import AT_SCHOOL, school_in_scope
from domain.vocabulary import ErrorCode, Role, Scheme


class RunAnswer(Answer, frozen=True, kw_only=True):
    """run: its id."""

    run: str


@command("DraftRun")
class DraftRun(Command[RunAnswer], frozen=True, kw_only=True):
    """One month of one scheme at one school."""

    school_code: str = msgspec.field(name="school")
    scheme: Scheme
    month: Month


@ladder(
    *AT_SCHOOL,
    ErrorCode.INVALID_INPUT,
    ErrorCode.PERIOD_CLOSED,
    ErrorCode.NOT_ON_ROSTER,
    ErrorCode.NOTHING_TO_PAY,
    by=(Role.AID_OFFICER,),
)
async def draft_run(session: Session, command: DraftRun) -> RunAnswer:
    """NOT_ON_ROSTER: no roster of the term is approved."""
    school = await school_in_scope(session, command.school_code)
    policy = _policy_version(command, session.policy.rates)
    await _check_account(session, command)
    rosters = await approved_rosters(session, school.code, command.scheme, str(command.month.term))
    if not rosters:
        raise Refusal(
            ErrorCode.NOT_ON_ROSTER,
            "No roster of {term} is approved yet.",
            ["month"],
            term=str(command.month.term),
        )
    paid_for = MonthAtSchool(school.code, command.scheme, command.month)
    lines, excluded = await decide_lines(session, paid_for, coverage(rosters))
    if not lines:
        raise Refusal(
            ErrorCode.NOTHING_TO_PAY,
            "Nobody is to be paid for {month}; {count} are left out.",
            ["month"],
            month=str(command.month),
            count=len(excluded),
        )
    return RunAnswer(run=str(await _record(session, paid_for, policy, lines, excluded)))


def _policy_version(command: DraftRun, rates: Rates) -> str:
    rate = rates.in_force(command.scheme, command.month)
    month = str(command.month)
    if not command.month.payable or rate is None:
        raise Refusal(ErrorCode.INVALID_INPUT, "{month} is not a payable month.", ["month"], month=month)
    if command.month.first_day > today():
        raise Refusal(ErrorCode.INVALID_INPUT, "{month} has not begun.", ["month"], month=month)
    return rate.version


async def _check_account(session: Session, command: DraftRun) -> None:
    id = account_id(command.school_code, command.scheme, str(command.month.term))
    account = await session.load(FundAccount, id)
    if account is not None:
        account.require_open("month")


async def _record(
    session: Session,
    paid_for: MonthAtSchool,
    policy: str,
    lines: list[RunLine],
    excluded: list[Exclusion],
) -> UUID:
    school, scheme, month = paid_for.school, paid_for.scheme, str(paid_for.month)
    tag = runs_of(school, scheme, month)
    number = len(await session.tagged(tag)) + 1
    run = begin(
        Run,
        RunDrafted,
        run_id(school, scheme, month, number),
        scheme=scheme,
        month=month,
        policy=policy,
        decided_at=session.read_at,
        digest=digest_of(school, scheme, month, policy, lines),
        total=sum(line.amount for line in lines),
        lines=lines,
        excluded=excluded,
        school=school,
    )
    session.save(run, tags=[tag])
    return run.id
