"""One command of every kind with every field given, as its golden fingerprint was taken of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.aid.approve_run import ApproveRun
from domain.aid.assess_hardship import AssessHardship
from domain.aid.draft_roster import DraftAidRoster
from domain.aid.draft_run import DraftRun
from domain.aid.record_bank_results import BankResult, RecordBankResults
from domain.aid.record_recovery import RecordRecovery
from domain.aid.roster_steps import PublishAidRoster, ReviewAidRoster, SubmitAidRoster
from domain.command import Command
from domain.document import Document
from domain.funds.close_term import CloseTerm
from domain.funds.record_allocation import RecordAllocation
from domain.funds.refund import AcknowledgeRefund, RemitRefund
from domain.policy.calendar import Month, Term
from domain.policy.status import ChangeKind
from domain.registry.approve_registrations import ApproveRegistrations
from domain.registry.new_student import NewStudent
from domain.registry.open_school import OpenSchool
from domain.registry.register_students import RegisterStudents
from domain.registry.request_status_change import RequestStatusChange
from domain.registry.review_status_change import ReviewStatusChange
from domain.registry.stop_enrolment import StopEnrolment
from domain.vocabulary import (
    BankOutcome,
    Decision,
    FundSource,
    HardshipLevel,
    Hukou,
    Ownership,
    Scheme,
    StudyMode,
    Track,
)

KEY = "键-1"
SCHOOL = "3637000001"
STREAM = UUID("5a6f0f0c-2016-4013-8a4d-000000000001")
PART = f"{STREAM}.1"
DAY, MONTH, TERM = date(2016, 4, 12), Month(2016, 4), Term.parse("2016-SPRING")
PAPER = Document(kind="SCHOOL_REPORT", reference="档案室 3-12", sha256="0" * 64)

STUDENT = NewStudent(
    id_number="371525200001010014",
    name="𬱖学生",
    hukou=Hukou.RURAL,
    origin_division_code="371525",
    poverty_belt=True,
    major_code="010100",
    major_name="设施农业生产技术",
    agricultural_major=True,
    arts_performance=False,
    entry_date=DAY,
    years=3.0,
    study_mode=StudyMode.FULL_TIME,
    track=Track.ORDINARY,
    class_name="一班",
    bank_card="6228480402564890018",
)

COMMANDS: tuple[Command[Any], ...] = (
    OpenSchool(
        idempotency_key=KEY,
        code=SCHOOL,
        name="冠县职教中心",
        division_code="371525",
        ownership=Ownership.PUBLIC,
    ),
    StopEnrolment(idempotency_key=KEY, school_code=SCHOOL, reason="黄牌", effective_on=DAY),
    RegisterStudents(idempotency_key=KEY, school_code=SCHOOL, students=[STUDENT]),
    ApproveRegistrations(idempotency_key=KEY, school_code=SCHOOL, enrolment_ids=[PART]),
    RequestStatusChange(
        idempotency_key=KEY,
        enrolment_id=PART,
        kind=ChangeKind.TRANSFER,
        effective_on=DAY,
        reason="随迁",
        to_school_code="3637000002",
        to_major_code="010200",
        to_major_name="现代农艺技术",
        documents=[PAPER],
    ),
    ReviewStatusChange(
        idempotency_key=KEY, change_id=PART, decision=Decision.REJECT, comment="材料不全", documents=[PAPER]
    ),
    AssessHardship(
        idempotency_key=KEY, enrolment_id=PART, school_year=2015, level=HardshipLevel.HARD, evidence=[PAPER]
    ),
    DraftAidRoster(
        idempotency_key=KEY, school_code=SCHOOL, scheme=Scheme.GRANT, term=TERM, supplementary=True
    ),
    PublishAidRoster(idempotency_key=KEY, roster_id=STREAM, published_on=DAY),
    SubmitAidRoster(idempotency_key=KEY, roster_id=STREAM, submitted_on=DAY),
    ReviewAidRoster(idempotency_key=KEY, roster_id=STREAM, decision=Decision.REJECT, comment="退回"),
    RecordAllocation(
        idempotency_key=KEY,
        school_code=SCHOOL,
        scheme=Scheme.GRANT,
        term=TERM,
        source=FundSource.CENTRAL,
        amount=20_000,
        document_number="财教〔2016〕1号",
        received_on=DAY,
    ),
    DraftRun(idempotency_key=KEY, school_code=SCHOOL, scheme=Scheme.GRANT, month=MONTH),
    ApproveRun(idempotency_key=KEY, run_id=STREAM, digest="f" * 64),
    RecordBankResults(
        idempotency_key=KEY,
        run_id=STREAM,
        results=[
            BankResult(
                payment_id=STREAM,
                outcome=BankOutcome.FAILED,
                amount=20_000,
                on=DAY,
                reference="回单",
                reason="账号不符",
            )
        ],
    ),
    RecordRecovery(idempotency_key=KEY, payment_id=STREAM, amount=20_000, received_on=DAY, reference="收"),
    CloseTerm(idempotency_key=KEY, school_code=SCHOOL, scheme=Scheme.GRANT, term=TERM, closed_on=DAY),
    RemitRefund(
        idempotency_key=KEY,
        school_code=SCHOOL,
        scheme=Scheme.GRANT,
        term=TERM,
        source=FundSource.CENTRAL,
        amount=20_000,
        on=DAY,
        reference="退",
    ),
    AcknowledgeRefund(
        idempotency_key=KEY,
        school_code=SCHOOL,
        scheme=Scheme.GRANT,
        term=TERM,
        source=FundSource.CENTRAL,
        amount=20_000,
        on=DAY,
        reference="退",
    ),
)
