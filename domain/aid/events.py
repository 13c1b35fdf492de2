"""What the aid office (资助) records. Money is fen, dates and months are ISO text."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from domain.aid.lines import Exclusion, RosterEntry, RunLine
from domain.event import Event, FirstEvent, event
from domain.personal_text import Text
from domain.registry.student import Hardship, Student
from domain.vocabulary import Decision, HardshipLevel, PaymentState, RosterState, RunState

if TYPE_CHECKING:
    from domain.aid.payment import Payment
    from domain.aid.roster import Roster
    from domain.aid.run import Run


@event(
    "aid.HardshipAssessed.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school",),
    texts=("evidence",),
)
class HardshipAssessed(Event):
    """The family's hardship (家庭经济困难) was recognised at a level for one school year; a later one replaces it.

    NONE where nothing was recognised takes nothing away, and so is no event that a payment could be lost by.
    """

    enrolment: int
    school_year: int
    level: str
    evidence: list[dict[str, Any]]

    def apply(self, student: Student) -> None:
        known = student.hardship.get(self.school_year)
        if self.level != HardshipLevel.NONE or (known and known.level != HardshipLevel.NONE):
            student.hardship[self.school_year] = Hardship(self.level, self.position)


@event(
    "aid.RosterDrafted.v1",
    stream="aid.Roster",
    person=None,
    schools=("school",),
    counted=("entries", "excluded"),
)
class RosterDrafted(FirstEvent):
    """The students of a school who are covered by a scheme in a term, and those who are not, with the reason."""

    scheme: str
    term: str
    supplementary: bool
    entries: list[RosterEntry]
    excluded: list[Exclusion]

    def apply(self, roster: Roster) -> None:
        roster.take(self)


@event(
    "aid.RosterRedrafted.v1",
    stream="aid.Roster",
    person=None,
    schools=("school",),
    counted=("entries", "excluded"),
)
class RosterRedrafted(Event):
    """The list was drawn up anew, from what was known by then: a draft again, whatever it was before."""

    entries: list[RosterEntry]
    excluded: list[Exclusion]

    def apply(self, roster: Roster) -> None:
        roster.state = RosterState.DRAFT
        roster.take(self)


@event("aid.RosterPublished.v1", stream="aid.Roster", person=None, schools=("school",))
class RosterPublished(Event):
    """The list was published for objections (公示)."""

    effective_on: str

    def apply(self, roster: Roster) -> None:
        roster.state = RosterState.PUBLISHED
        roster.published_on = self.effective_on
        roster.published = self.position
        roster.submitted_on = ""
        roster.makers.add(self.actor)


@event("aid.RosterSubmitted.v1", stream="aid.Roster", person=None, schools=("school",))
class RosterSubmitted(Event):
    """The school's checker handed the list to the aid authority after its publicity."""

    effective_on: str

    def apply(self, roster: Roster) -> None:
        roster.state = RosterState.SUBMITTED
        roster.submitted_on = self.effective_on
        roster.submitted_by = self.actor
        roster.checkers.add(self.actor)


@event("aid.RosterReviewed.v1", stream="aid.Roster", person=None, schools=("school",))
class RosterReviewed(Event):
    """The aid authority approved the list, which locks it, or returned it. division: where the school stands."""

    decision: str
    comment: str | None
    division: str = field(default="", kw_only=True)

    def apply(self, roster: Roster) -> None:
        approved = self.decision == Decision.APPROVE
        roster.state = RosterState.APPROVED if approved else RosterState.RETURNED
        roster.approved = self.position if approved else 0


@event("aid.RunDrafted.v1", stream="aid.Run", person=None, schools=("school",), counted=("lines", "excluded"))
class RunDrafted(FirstEvent):
    """One month's payments as decided at ``decided_at``: lines, and everybody left out with the reason."""

    scheme: str
    month: str
    policy: str
    decided_at: int
    digest: str
    total: int
    lines: list[RunLine]
    excluded: list[Exclusion]

    def apply(self, run: Run) -> None:
        run.drafted_by = self.actor


@event("aid.RunApproved.v1", stream="aid.Run", person=None, schools=("school",))
class RunApproved(Event):
    """Another person approved exactly the run that has this digest; its payments are instructed with it."""

    digest: str
    count: int
    total: int

    def apply(self, run: Run) -> None:
        run.state = RunState.APPROVED
        run.in_transit = self.total


@event("aid.BankResultsRecorded.v1", stream="aid.Run", person=None, schools=("school",))
class BankResultsRecorded(Event):
    """What the bank reported of a batch of the run's payments, in fen; returned_late was settled before."""

    settled: int
    failed: int
    returned: int
    returned_late: int

    def apply(self, run: Run) -> None:
        run.in_transit -= self.settled + self.failed + self.returned
        run.state = RunState.APPROVED if run.in_transit else RunState.CLOSED


@event(
    "aid.PaymentInstructed.v1", stream="aid.Payment", person="student", schools=("school",), grounds="facts"
)
class PaymentInstructed(FirstEvent):
    """One student's money of one month went to the bank. facts: [code, position, ...] of what made it due."""

    student: str
    enrolment: int
    scheme: str
    month: str
    run: str
    amount: int
    policy: str
    facts: list[Any]


@event(
    "aid.PaymentReinstructed.v1", stream="aid.Payment", person="student", schools=("school",), grounds="facts"
)
class PaymentReinstructed(Event):
    """A new attempt of a payment that failed, came back or was recovered."""

    student: str
    enrolment: int
    run: str
    attempt: int
    amount: int
    policy: str
    facts: list[Any]

    def apply(self, payment: Payment) -> None:
        payment.instruct(self.school, self.enrolment, self.run, self.attempt, self.amount)


@event("aid.PaymentSettled.v1", stream="aid.Payment", person="student", schools=("school",))
class PaymentSettled(Event):
    """The bank paid it out."""

    student: str
    effective_on: str
    reference: str

    def apply(self, payment: Payment) -> None:
        payment.state = PaymentState.SETTLED


@event("aid.PaymentFailed.v1", stream="aid.Payment", person="student", schools=("school",), texts=("reason",))
class PaymentFailed(Event):
    """The bank could not pay it (wrong card, closed account); the money is back in the school's aid account."""

    student: str
    effective_on: str
    reference: str
    reason: Text | None

    def apply(self, payment: Payment) -> None:
        payment.state = PaymentState.FAILED
        payment.net -= payment.amount


@event(
    "aid.PaymentReturned.v1", stream="aid.Payment", person="student", schools=("school",), texts=("reason",)
)
class PaymentReturned(Event):
    """The money came back from the payee's bank."""

    student: str
    effective_on: str
    reference: str
    reason: Text | None

    def apply(self, payment: Payment) -> None:
        payment.state = PaymentState.RETURNED
        payment.net -= payment.amount


@event("aid.PaymentRecovered.v1", stream="aid.Payment", person="student", schools=("school",))
class PaymentRecovered(Event):
    """Money taken back (追缴) since the payment lost its justification; the whole or a part."""

    student: str
    amount: int
    effective_on: str
    reference: str

    def apply(self, payment: Payment) -> None:
        payment.net -= self.amount
        payment.recovered += self.amount
        payment.state = PaymentState.RECOVERED if payment.net == 0 else payment.state
