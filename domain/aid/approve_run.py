"""Approving a run: another person, the digest that was read, unmoved evidence, enough money; then the payments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.aid.coverage import approved_rosters, coverage
from domain.aid.draft_run import RunAnswer
from domain.aid.entitlement import decide_entitlement
from domain.aid.events import PaymentInstructed, PaymentReinstructed, RunApproved
from domain.aid.lines import RunLine
from domain.aid.payment import Payment, payment_id
from domain.aid.run import Run
from domain.aid.run_lines import line_of, payments_of
from domain.aid.scope import run_in_scope
from domain.checks import check_another_person
from domain.command import Command, command
from domain.event import Event
from domain.funds.account import FundAccount, existing_account
from domain.funds.events import Committed
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.policy.calendar import Month
from domain.policy.money import format_yuan
from domain.refusal import Refusal
from domain.registry.student import Student
from domain.vocabulary import ErrorCode, Role, RunState


@command("ApproveRun")
class ApproveRun(Command[RunAnswer], frozen=True, kw_only=True):
    """digest: of the draft that the approver read."""

    run_id: UUID | None = msgspec.field(name="run")
    digest: str


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.ALREADY_DONE,
    ErrorCode.SAME_PERSON_MAY_NOT_REVIEW,
    ErrorCode.DIGEST_MISMATCH,
    ErrorCode.PERIOD_CLOSED,
    ErrorCode.EVIDENCE_CHANGED,
    ErrorCode.INSUFFICIENT_FUNDS,
    by=(Role.PRINCIPAL, Role.AID_AUTHORITY),
)
async def approve_run(session: Session, command: ApproveRun) -> RunAnswer:
    """By somebody else than who drafted it, and only as it was seen: its digest says so."""
    run = await run_in_scope(session, command.run_id)
    _check_approver(session.by, run, command.digest)
    account = await _open_account(session, run)
    payments = [payment_id(UUID(line.person), run.scheme, run.month) for line in run.lines]
    existing = await _check_evidence(session, run, payments)
    account = _with_enough(account, run)
    run.trigger_event(
        RunApproved, digest=run.digest, count=len(run.lines), total=run.total, school=run.school
    )
    account.trigger_event(Committed, run=str(run.id), amount=run.total, school=run.school)
    session.save(run, account)
    session.record(_instructions(run, payments, existing))
    return RunAnswer(run=str(run.id))


def _check_approver(by: Mandate, run: Run, digest: str) -> None:
    if run.state != RunState.DRAFT:
        raise Refusal(ErrorCode.ALREADY_DONE, "This run was approved before.", ["runId"])
    check_another_person(by, run.drafted_by)
    if run.digest != digest:
        raise Refusal(
            ErrorCode.DIGEST_MISMATCH,
            "This is not the draft that you read: its digest is another.",
            ["digest"],
        )


async def _open_account(session: Session, run: Run) -> FundAccount | None:
    term = str(Month.parse(run.month).term)
    try:
        account = await existing_account(session, run.school, run.scheme, term)
    except Refusal:
        return None
    account.require_open("runId")
    return account


def _with_enough(account: FundAccount | None, run: Run) -> FundAccount:
    available = account.available if account else 0
    if account is None or run.total > available:
        raise Refusal(
            ErrorCode.INSUFFICIENT_FUNDS,
            "The run needs {total} yuan and {available} are available.",
            ["runId"],
            total=format_yuan(run.total),
            available=format_yuan(available),
        )
    return account


async def _check_evidence(session: Session, run: Run, payments: list[UUID]) -> dict[UUID, Payment]:
    """Decides again for everybody who moved since the draft. Refuses EVIDENCE_CHANGED when a line comes out otherwise.

    payments: of each line. Returns those that exist already (the new attempts). Watches every stream that the run
    stands on.
    """
    persons = [UUID(line.person) for line in run.lines]
    session.watched.update(persons, payments)
    moved = await session.moved_since(run.decided_at, persons)
    again = {person for person, line in zip(persons, run.lines, strict=True) if line.attempt > 1}
    existing = await payments_of(session, sorted(again), run.scheme, run.month)
    first = [payment for payment, line in zip(payments, run.lines, strict=True) if line.attempt == 1]
    if await session.moved_since(run.decided_at, first):
        raise _changed(len(first))
    await _decide_again(session, run, moved | set(existing), existing)
    return {payment.id: payment for payment in existing.values()}


async def _decide_again(session: Session, run: Run, persons: set[UUID], paid: dict[UUID, Payment]) -> None:
    if not persons:
        return
    month = Month.parse(run.month)
    covered = coverage(await approved_rosters(session, run.school, run.scheme, str(month.term)))
    students = await session.load_all(Student, sorted(persons))
    drafted: dict[UUID, RunLine] = {
        UUID(line.person): line for line in run.lines if UUID(line.person) in persons
    }
    different = 0
    for person, line in drafted.items():
        entitlement = decide_entitlement(
            students[person], run.scheme, month, covered.get(person, {}), session.policy
        )
        now = line_of(students[person], entitlement, paid.get(person)) if entitlement.amount else None
        different += now != line
    if different:
        raise _changed(different)


def _changed(count: int) -> Refusal:
    return Refusal(
        ErrorCode.EVIDENCE_CHANGED,
        "What {count} payments stand on has changed since the draft; draft the run again.",
        ["runId"],
        count=count,
    )


def _instructions(run: Run, payments: list[UUID], existing: dict[UUID, Payment]) -> Iterator[Event]:
    now = datetime.now(UTC)
    for line, payment in zip(run.lines, payments, strict=True):
        before = existing.get(payment)
        yield _first(run, line, payment, now) if before is None else _again(run, line, before, now)


def _first(run: Run, line: RunLine, payment: UUID, now: datetime) -> Event:
    values = _values(run, line) | {"scheme": run.scheme, "month": run.month}
    return PaymentInstructed(
        originator_id=payment,
        originator_version=1,
        originator_topic=Payment.STREAM,
        timestamp=now,
        **values,
    )


def _again(run: Run, line: RunLine, payment: Payment, now: datetime) -> Event:
    values = _values(run, line) | {"attempt": line.attempt}
    return PaymentReinstructed(
        originator_id=payment.id, originator_version=payment.version + 1, timestamp=now, **values
    )


def _values(run: Run, line: RunLine) -> dict[str, Any]:
    return {
        "student": line.person,
        "enrolment": line.enrolment,
        "run": str(run.id),
        "amount": line.amount,
        "policy": run.policy,
        "facts": line.grounds,
        "school": run.school,
    }
