"""What the registry (学籍) records. Dates are ISO text; ``enrolment`` is the enrolment's number within the person."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from domain.facts import Fact, FirstFact, fact
from domain.registry.enrolment import Change, Enrolment
from domain.registry.request import ChangeRequest, ReviewStep

if TYPE_CHECKING:
    from domain.registry.school import School
    from domain.registry.student import Student


@fact("registry.SchoolOpened.v1")
class SchoolOpened(FirstFact):
    """A school entered the registry under its ten-digit code (学校标识码)."""

    code: str
    name: str
    division: str
    ownership: str


@fact("registry.EnrolmentStopped.v1")
class EnrolmentStopped(Fact):
    """The school may register nobody any more (停止招生)."""

    reason: str
    effective_on: str

    def apply(self, school: School) -> None:
        school.enrolment_stopped = True


@fact("registry.StudentEntered.v1")
class StudentEntered(FirstFact):
    """A person became known to the ledger. name and id_number are sealed under the person's own key."""

    name: str
    id_number: str


@fact("registry.EnrolmentRegistered.v1")
class EnrolmentRegistered(Fact):
    """A school registered a person. It counts for nothing until it is approved.

    temporary_number (the L number) and card are sealed. held_for: the school where the person is enrolled already.
    """

    enrolment: int
    division: str
    temporary_number: str
    card: str | None
    hukou: str
    origin_division: str
    poverty_belt: bool
    major_code: str
    major_name: str
    agricultural: bool
    arts_performance: bool
    effective_on: str
    years: float
    study_mode: str
    track: str
    class_name: str | None
    held_for: str | None
    to_school: str | None = field(default=None, kw_only=True)

    def apply(self, student: Student) -> None:
        student.add(
            Enrolment(
                number=self.enrolment,
                school=self.school,
                division=self.division,
                major_code=self.major_code,
                major_name=self.major_name,
                agricultural=self.agricultural,
                arts_performance=self.arts_performance,
                class_name=self.class_name,
                entry_date=self.effective_on,
                since=self.effective_on,
                years=float(self.years),
                study_mode=self.study_mode,
                track=self.track,
                hukou=self.hukou,
                origin_division=self.origin_division,
                poverty_belt=self.poverty_belt,
                registered=self.position,
                registered_by=self.actor,
                held_for=self.held_for,
            )
        )


@fact("registry.EnrolmentHeld.v1")
class EnrolmentHeld(Fact):
    """A registration turned out to be a second one (双重学籍) when it came up for approval: it is held."""

    enrolment: int
    held_for: str
    to_school: str

    def apply(self, student: Student) -> None:
        student.enrolments[self.enrolment].held_for = self.held_for


@fact("registry.RegistrationApproved.v1")
class RegistrationApproved(Fact):
    """The registry authority approved a registration: the enrolment is ACTIVE from its entry date."""

    enrolment: int
    effective_on: str

    def apply(self, student: Student) -> None:
        enrolment = student.enrolments[self.enrolment]
        enrolment.approved = self.position or 1
        enrolment.held_for = None


@fact("registry.ChangeRequested.v1")
class ChangeRequested(Fact):
    """A status change (学籍异动) was filed; the route of its review is fixed here, as it stood that day."""

    request: int
    enrolment: int
    kind: str
    effective_on: str
    reason: str
    to_school: str | None
    to_division: str | None
    to_major_code: str | None
    to_major_name: str | None
    documents: list[dict[str, Any]]
    required: list[str]
    steps: list[dict[str, str]]

    def apply(self, student: Student) -> None:
        student.requests[self.request] = ChangeRequest(
            number=self.request,
            enrolment=self.enrolment,
            kind=self.kind,
            effective_on=self.effective_on,
            reason=self.reason,
            to_school=self.to_school,
            to_division=self.to_division,
            to_major_code=self.to_major_code,
            to_major_name=self.to_major_name,
            documents=list(self.documents),
            required=list(self.required),
            steps=[ReviewStep(**step) for step in self.steps],
            requested_by=self.actor,
            requested_at=self.timestamp.isoformat(),
        )


@fact("registry.ChangeReviewed.v1")
class ChangeReviewed(Fact):
    """One step of the route was decided. A rejection ends the request and changes nothing else."""

    request: int
    step: int
    decision: str
    comment: str | None
    documents: list[dict[str, Any]]
    to_school: str | None

    def apply(self, student: Student) -> None:
        student.requests[self.request].review(
            self.step, self.decision, self.actor, self.timestamp.isoformat(), self
        )


@fact("registry.StatusChanged.v1")
class StatusChanged(Fact):
    """The last step approved it: the enrolment changed, with effect from ``effective_on``."""

    request: int
    enrolment: int
    kind: str
    effective_on: str
    to_school: str | None
    to_major_code: str | None
    to_major_name: str | None
    agricultural: bool | None
    arts_performance: bool | None

    def apply(self, student: Student) -> None:
        change = Change(self.kind, self.effective_on, self.position, self.to_major_code, self.to_major_name)
        change.agricultural, change.arts_performance = self.agricultural, self.arts_performance
        enrolment = student.enrolments[self.enrolment]
        enrolment.change(change)
        for later in student.carried_on(enrolment):
            later.take_over(student.enrolments[later.came_from])


@fact("registry.TransferredIn.v1")
class TransferredIn(Fact):
    """The other half of a transfer: ACTIVE at the new school from the same day, study years counted on."""

    enrolment: int
    from_enrolment: int
    division: str
    class_name: str | None
    effective_on: str

    def apply(self, student: Student) -> None:
        student.add(student.enrolments[self.from_enrolment].moved_to(self))


__all__ = [name for name in dir() if name[0].isupper()]
