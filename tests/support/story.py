"""Business history for tests, told through the real commands: each method is one thing that somebody did.

Everything has a default (one school, the grant, autumn 2015), so that a test names only what matters to it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from domain.aid.approve_run import ApproveRun
from domain.aid.assess_hardship import AssessHardship
from domain.aid.draft_roster import DraftAidRoster
from domain.aid.draft_run import DraftRun
from domain.aid.payment import payment_id
from domain.aid.record_bank_results import BankResult, RecordBankResults
from domain.aid.record_recovery import RecordRecovery
from domain.aid.roster_steps import (
    PublishAidRoster,
    ReviewAidRoster,
    SubmitAidRoster,
)
from domain.aid.run import Run
from domain.command import Answer, Command
from domain.document import Document
from domain.event import LedgerAggregate
from domain.funds.close_term import CloseTerm
from domain.funds.record_allocation import RecordAllocation
from domain.funds.refund import AcknowledgeRefund, RemitRefund
from domain.handlers import perform
from domain.ledger.log import Log
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.policy.calendar import Month, Term
from domain.registry.approve_registrations import ApproveRegistrations
from domain.registry.new_student import NewStudent
from domain.registry.open_school import OpenSchool
from domain.registry.register_students import RegisterStudents
from domain.registry.request_status_change import RequestStatusChange
from domain.registry.review_status_change import ReviewStatusChange
from domain.registry.student import Student, parse_enrolment_id
from domain.vocabulary import BankOutcome
from tests.support.people import holder, new_student

if TYPE_CHECKING:  # rules are told in memory too, where there is no database driver
    from domain.ledger.postgres.ledger import Ledger

SCHOOL, OTHER_SCHOOL = "3637000001", "3637000002"  # in one county unless a test says otherwise
COUNTY = "371525"
GRANT, TERM, MONTH = "GRANT", "2015-AUTUMN", "2015-09"
BATCH, RESULTS = 1_000, 5_000

A = TypeVar("A", bound=LedgerAggregate)
R = TypeVar("R", bound=Answer)


def payment_of(enrolment: str, month: str = MONTH, scheme: str = GRANT) -> UUID:
    """The id of somebody's payment of one month."""
    return payment_id(person_of(enrolment), scheme, month)


def person_of(enrolment: str) -> UUID:
    pair = parse_enrolment_id(enrolment)
    assert pair is not None
    return pair[0]


class Story:
    """One ledger's history in the making. Raises Refusal where a rule forbids what is told."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.people = 0

    @property
    def ledger(self) -> Ledger:
        """The log, of a story that a database knows."""
        return cast("Ledger", self.log)

    async def act(self, by: Mandate, form: type[Command[R]], **values: Any) -> R:
        """Any command, under a fresh key; its answer."""
        command = form(idempotency_key=uuid.uuid4().hex, **values)
        return (await perform(self.log, by, command)).answer

    async def load(self, cls: type[A], stream: UUID) -> A:
        """An aggregate as it stands."""
        found = await Session(self.log, holder("AUDITOR"), 0, "").load(cls, stream)
        assert found is not None
        return found

    async def school(self, code: str = SCHOOL, division: str = COUNTY, ownership: str = "PUBLIC") -> str:
        """Opened by the province; its code."""
        values = {"code": code, "name": f"学校{code}", "division_code": division, "ownership": ownership}
        await self.act(holder("REGISTRY_AUTHORITY"), OpenSchool, **values)
        return code

    async def students(self, count: int, school: str = SCHOOL, **line: Any) -> list[str]:
        """That many new people, registered and approved; the ids of their enrolments."""
        sequence = range(self.people, self.people + count)
        self.people += count
        enrolments = await self.registered([new_student(n, **line) for n in sequence], school)
        await self.approved(enrolments, school)
        return enrolments

    async def registered(self, lines: Sequence[NewStudent], school: str = SCHOOL) -> list[str]:
        """Registered and no more; the ids of their enrolments."""
        found: list[str] = []
        for batch in _batches(lines, BATCH):
            answer = await self.act(
                holder("REGISTRAR", school),
                RegisterStudents,
                school_code=school,
                students=batch,
            )
            found.extend(str(result.enrolment) for result in answer.results)
        return found

    async def approved(self, enrolments: Sequence[str], school: str = SCHOOL) -> None:
        for batch in _batches(enrolments, BATCH):
            await self.act(
                holder("REGISTRY_AUTHORITY"),
                ApproveRegistrations,
                school_code=school,
                enrolment_ids=batch,
            )

    async def hardship(
        self, enrolment: str, level: str = "HARD", school_year: int = 2015, school: str = SCHOOL
    ) -> None:
        await self.act(
            holder("AID_OFFICER", school),
            AssessHardship,
            enrolment_id=enrolment,
            school_year=school_year,
            level=level,
            evidence=[Document(kind="FAMILY", reference="1")],
        )

    async def change(self, enrolment: str, kind: str, on: str, school: str = SCHOOL, **values: Any) -> str:
        """A status change requested and approved by everybody on its route; its id."""
        change = await self.requested(enrolment, kind, on, school, **values)
        await self.decided(change)
        return change

    async def requested(self, enrolment: str, kind: str, on: str, school: str = SCHOOL, **values: Any) -> str:
        """values: to_school, to_major_code, to_major_name, documents."""
        answer = await self.act(
            holder("REGISTRAR", school),
            RequestStatusChange,
            enrolment_id=enrolment,
            kind=kind,
            effective_on=date.fromisoformat(on),
            reason="其他",
            **values,
        )
        return answer.change

    async def decided(self, change: str, decision: str = "APPROVE") -> None:
        """Every step that is open, or the next one when it is a rejection."""
        person, number = parse_enrolment_id(change) or (UUID(int=0), 0)
        request = (await self.load(Student, person)).requests[number]
        steps = [step for step in request.steps if step.decision is None]
        for step in steps if decision == "APPROVE" else steps[:1]:
            by = holder(step.role, step.scope)
            values = {"change_id": change, "decision": decision, "comment": "材料不全"}
            await self.act(by, ReviewStatusChange, **values)

    async def roster(
        self, school: str = SCHOOL, scheme: str = GRANT, term: str = TERM, supplementary: bool = False
    ) -> UUID:
        """Drafted, published, submitted, approved; its id."""
        roster = await self.roster_draft(school, scheme, term, supplementary)
        await self.roster_submitted(roster, school, term)
        await self.roster_reviewed(roster)
        return roster

    async def roster_draft(
        self, school: str = SCHOOL, scheme: str = GRANT, term: str = TERM, supplementary: bool = False
    ) -> UUID:
        values = {
            "school_code": school,
            "scheme": scheme,
            "term": Term.parse(term),
            "supplementary": supplementary,
        }
        answer = await self.act(holder("AID_OFFICER", school), DraftAidRoster, **values)
        return UUID(answer.roster)

    async def roster_submitted(
        self, roster: UUID, school: str = SCHOOL, term: str = TERM, after: int = 0
    ) -> None:
        """Published on the first day of the term or days after it, submitted two weeks later."""
        day = Term.parse(term).first_day + timedelta(days=after)
        shown = {"roster_id": roster, "published_on": day}
        await self.act(holder("AID_OFFICER", school), PublishAidRoster, **shown)
        handed_in = {"roster_id": roster, "submitted_on": day + timedelta(days=14)}
        await self.act(holder("PRINCIPAL", school), SubmitAidRoster, **handed_in)

    async def roster_reviewed(self, roster: UUID, decision: str = "APPROVE") -> None:
        values = {"roster_id": roster, "decision": decision, "comment": "已核"}
        await self.act(holder("AID_AUTHORITY"), ReviewAidRoster, **values)

    async def allocation(
        self,
        amount: int = 1_000_000_00,
        source: str = "CENTRAL",
        school: str = SCHOOL,
        scheme: str = GRANT,
        term: str = TERM,
    ) -> None:
        """Fen from one source, each time under another document."""
        await self.act(
            holder("FINANCE"),
            RecordAllocation,
            school_code=school,
            scheme=scheme,
            term=Term.parse(term),
            source=source,
            amount=amount,
            document_number=f"财教{uuid.uuid4().hex}",
            received_on=Term.parse(term).first_day,
        )

    async def run(self, month: str = MONTH, school: str = SCHOOL, scheme: str = GRANT) -> Run:
        """Drafted and approved: its payments are instructed."""
        run = await self.run_draft(month, school, scheme)
        by = holder("PRINCIPAL", school)
        await self.act(by, ApproveRun, run_id=run.id, digest=run.digest)
        return run

    async def run_draft(self, month: str = MONTH, school: str = SCHOOL, scheme: str = GRANT) -> Run:
        values = {"school_code": school, "scheme": scheme, "month": Month.parse(month)}
        answer = await self.act(holder("AID_OFFICER", school), DraftRun, **values)
        return await self.load(Run, UUID(answer.run))

    async def bank(self, run: Run, outcome: str = "SETTLED", enrolments: Iterable[str] | None = None) -> None:
        """The bank's results for a run's payments: of all of them, or of some people's."""
        persons = None if enrolments is None else {str(person_of(enrolment)) for enrolment in enrolments}
        results = [
            BankResult(
                payment_id=payment_id(UUID(line[0]), run.scheme, run.month),
                outcome=BankOutcome(outcome),
                amount=line[2],
                on=Month.parse(run.month).census_day,
                reference="回单",
                reason=None if outcome == "SETTLED" else "账号不符",
            )
            for line in run.lines
            if persons is None or line[0] in persons
        ]
        for batch in _batches(results, RESULTS):
            values = {"run_id": run.id, "results": batch}
            answer = await self.act(holder("FINANCE"), RecordBankResults, **values)
            assert not answer.rejected, answer

    async def recovery(self, payment: UUID, amount: int, on: str = "2016-01-15") -> None:
        values = {
            "payment_id": payment,
            "amount": amount,
            "received_on": date.fromisoformat(on),
            "reference": "收",
        }
        await self.act(holder("FINANCE"), RecordRecovery, **values)

    async def closed(self, school: str = SCHOOL, scheme: str = GRANT, term: str = TERM) -> None:
        """The term's account, on the last day of the term."""
        last = Term.parse(term).last_day
        values = {"school_code": school, "scheme": scheme, "term": Term.parse(term)}
        await self.act(holder("AID_AUTHORITY"), CloseTerm, closed_on=last, **values)

    async def refund(
        self,
        amount: int,
        source: str = "CENTRAL",
        acknowledged: bool = True,
        school: str = SCHOOL,
        scheme: str = GRANT,
        term: str = TERM,
    ) -> None:
        """Remitted, and acknowledged unless that is still to come."""
        values = {
            "school_code": school,
            "scheme": scheme,
            "term": Term.parse(term),
            "source": source,
            "amount": amount,
            "on": Term.parse(term).last_day,
            "reference": "退",
        }
        await self.act(holder("FINANCE"), RemitRefund, **values)
        if acknowledged:
            await self.act(holder("FINANCE"), AcknowledgeRefund, **values)


def _batches(lines: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (lines[offset : offset + size] for offset in range(0, len(lines), size))
