"""Drafting a run (发放批次): the lines of one month, and everybody left out with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.aid.coverage import Coverage, approved_rosters, coverage
from domain.aid.draft_roster import waiting
from domain.aid.due import still_owed
from domain.aid.entitlement import Covered, Entitlement, decide_entitlement
from domain.aid.events import RunDrafted
from domain.aid.lines import Exclusion, RunLine, flat
from domain.aid.payment import Payment, payment_id
from domain.aid.run import Run, digest_of, run_id, runs_of
from domain.command import Command, command
from domain.event import begin
from domain.funds.account import FundAccount, account_id
from domain.ledger.session import Session
from domain.policy.calendar import Month, today
from domain.policy.rates import Scheme, policy_in_force
from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.registry.open_school import school_in_scope
from domain.registry.student import Student, cohorts_in
from domain.vocabulary import PaymentState

# What keeps somebody from being paid here although another school or an earlier run does it.
OTHER_SCHOOL, PAID = "PAID_BY_OTHER_SCHOOL", "ALREADY_PAID"


@command("DraftRun")
class DraftRun(Command, frozen=True, kw_only=True):
    """One month of one scheme at one school."""

    school: str
    scheme: str
    month: Month


async def draft_run(session: Session, command: DraftRun) -> dict[str, Any]:
    """AID_OFFICER. Refuses, in order: FORBIDDEN, NOT_FOUND, OUT_OF_SCOPE, INVALID_INPUT, PERIOD_CLOSED,
    NOT_ON_ROSTER (no approved roster), NOTHING_TO_PAY.
    """
    session.by.require_role("AID_OFFICER")
    school = await school_in_scope(session, command.school)
    policy = _policy_version(command, session.ledger.code)
    await _check_account(session, command)
    rosters = await approved_rosters(session, school.code, command.scheme, str(command.month.term))
    if not rosters:
        raise Refusal(
            "NOT_ON_ROSTER", "No roster of {term} is approved yet.", ["month"], term=str(command.month.term)
        )
    lines, excluded = await decide_lines(session, command, coverage(rosters))
    if not lines:
        raise Refusal(
            "NOTHING_TO_PAY",
            "Nobody is to be paid for {month}; {count} are left out.",
            ["month"],
            month=str(command.month),
            count=len(excluded),
        )
    run = await _record(session, command, policy, lines, excluded)
    return {"run": str(run)}


def _policy_version(command: DraftRun, province: str) -> str:
    policy = policy_in_force(Scheme(command.scheme), command.month, province)
    if not command.month.payable or policy is None:
        raise Refusal("INVALID_INPUT", "{month} is not a payable month.", ["month"], month=str(command.month))
    if command.month.first_day > today():
        raise Refusal("INVALID_INPUT", "{month} has not begun.", ["month"], month=str(command.month))
    return policy.version


async def _check_account(session: Session, command: DraftRun) -> None:
    id = account_id(command.school, command.scheme, str(command.month.term))
    account = await session.load(FundAccount, id)
    if account is not None:
        account.require_open("month")


async def decide_lines(
    session: Session, command: DraftRun, covered: Coverage
) -> tuple[list[RunLine], list[Exclusion]]:
    """The lines, in a fixed order, and everybody of the school who is left out. Loads what it decides on."""
    here = await session.tagged(*cohorts_in(command.school, command.month.school_year))
    persons = sorted(set(here) | set(covered))
    students = await session.load_all(Student, persons)
    paid = await payments_of(session, persons, command.scheme, str(command.month))
    lines: list[RunLine] = []
    excluded: list[Exclusion] = []
    for person in persons:
        line, left = _decide(session, command, students[person], covered.get(person, {}), paid.get(person))
        lines.extend(line)
        excluded.extend(left)
    return lines, excluded


async def payments_of(session: Session, persons: list[UUID], scheme: str, month: str) -> dict[UUID, Payment]:
    """The payments of one month that exist, by person."""
    payments = await session.load_all(Payment, [payment_id(person, scheme, month) for person in persons])
    return {payment.student: payment for payment in payments.values()}


def _decide(
    session: Session,
    command: DraftRun,
    student: Student,
    covered: Mapping[int, Covered],
    paid: Payment | None,
) -> tuple[list[RunLine], list[Exclusion]]:
    """One person: a line, or a reason for each enrolment at the school in that month."""
    entitlement = decide_entitlement(student, command.scheme, command.month, covered, session.ledger.code)
    if entitlement.amount and entitlement.enrolment is not None:
        line = line_of(student, entitlement, paid)
        return (
            ([line], []) if line else ([], [Exclusion(str(student.id), entitlement.enrolment.number, PAID)])
        )
    first, last = command.month.first_day.isoformat(), command.month.last_day.isoformat()
    left = [
        Exclusion(str(student.id), enrolment.number, _reason(enrolment, entitlement, covered))
        for enrolment in student.enrolments.values()
        if enrolment.school == command.school
        and (enrolment.number in covered or enrolment.known_between(first, last))
    ]
    return [], left


def _reason(enrolment: Enrolment, entitlement: Entitlement, covered: Mapping[int, Covered]) -> str:
    """The code for one enrolment of somebody to whom nothing is due here."""
    if not enrolment.approved:
        return waiting(enrolment)
    if entitlement.enrolment is not None and entitlement.enrolment.school != enrolment.school:
        return OTHER_SCHOOL
    return entitlement.code if enrolment.number in covered else "NOT_ON_ROSTER"


def line_of(student: Student, entitlement: Entitlement, paid: Payment | None) -> RunLine | None:
    """What is still to be paid of a month that is due; None when all of it is paid or on its way.

    An attempt on its way has to arrive first.
    """
    assert entitlement.enrolment is not None
    if paid and paid.state == PaymentState.INSTRUCTED:
        return None
    amount = still_owed(entitlement.amount, entitlement.enrolment.number, paid)
    if not amount:
        return None
    attempt = paid.attempt + 1 if paid else 1
    return RunLine(str(student.id), entitlement.enrolment.number, amount, attempt, flat(entitlement.grounds))


async def _record(
    session: Session, command: DraftRun, policy: str, lines: list[RunLine], excluded: list[Exclusion]
) -> UUID:
    month = str(command.month)
    tag = runs_of(command.school, command.scheme, month)
    number = len(await session.tagged(tag)) + 1
    run = begin(
        Run,
        RunDrafted,
        run_id(command.school, command.scheme, month, number),
        scheme=command.scheme,
        month=month,
        policy=policy,
        decided_at=session.read_at,
        digest=digest_of(command.school, command.scheme, month, policy, lines),
        total=sum(line.amount for line in lines),
        lines=lines,
        excluded=excluded,
        school=command.school,
    )
    session.save(run, tags=[tag])
    return run.id
