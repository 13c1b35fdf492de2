"""What the registry (学籍) records. Dates are ISO text; ``enrolment`` is the enrolment's number within the person."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from domain.event import Event, FirstEvent, event
from domain.personal_text import Text
from domain.registry.enrolment import Change, Enrolment
from domain.registry.request import ChangeRequest, ReviewStep

if TYPE_CHECKING:
    from domain.registry.school import School
    from domain.registry.student import Student


@event("registry.SchoolOpened.v1", stream="registry.School", person=None, schools=("school",))
class SchoolOpened(FirstEvent):
    """A school entered the registry under its ten-digit code (学校标识码)."""

    code: str
    name: str
    division: str
    ownership: str


@event("registry.EnrolmentStopped.v1", stream="registry.School", person=None, schools=("school",))
class EnrolmentStopped(Event):
    """The school may register nobody any more (停止招生)."""

    reason: str
    effective_on: str

    def apply(self, school: School) -> None:
        school.enrolment_stopped = True


@event(
    "registry.StudentEntered.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school",),
    sealed=("name", "id_number"),
)
class StudentEntered(FirstEvent):
    """A person became known to the ledger. name and id_number are sealed under the person's own key.

    id_number: of a person without one, the J number that the ledger gave.
    """

    name: str
    id_number: str


@event(
    "registry.EnrolmentRegistered.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school", "to_school"),
    sealed=("temporary_number", "card"),
)
class EnrolmentRegistered(Event):
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
        if self.card:
            student.cards[self.enrolment] = self.card
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


@event(
    "registry.EnrolmentHeld.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school", "to_school"),
)
class EnrolmentHeld(Event):
    """A registration turned out to be a second one (双重学籍) when it came up for approval: it is held."""

    enrolment: int
    held_for: str
    to_school: str

    def apply(self, student: Student) -> None:
        student.enrolments[self.enrolment].held_for = self.held_for


@event(
    "registry.RegistrationApproved.v1", stream="registry.Student", person="originator_id", schools=("school",)
)
class RegistrationApproved(Event):
    """The registry authority approved a registration: the enrolment is ACTIVE from its entry date."""

    enrolment: int
    effective_on: str

    def apply(self, student: Student) -> None:
        enrolment = student.enrolments[self.enrolment]
        enrolment.approved = self.position or 1
        enrolment.held_for = None


@event(
    "registry.ChangeRequested.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school", "to_school"),
    texts=("reason", "documents"),
    change="request",
)
class ChangeRequested(Event):
    """A status change (学籍异动) was filed; the route of its review is fixed here, as it stood that day."""

    request: int
    enrolment: int
    kind: str
    effective_on: str
    reason: Text | None
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
            position=self.position,
        )


@event(
    "registry.ChangeReviewed.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school", "to_school"),
    texts=("comment", "documents"),
    change="request",
)
class ChangeReviewed(Event):
    """One step of the route was decided. A rejection ends the request and changes nothing else."""

    request: int
    step: int
    decision: str
    comment: Text | None
    documents: list[dict[str, Any]]
    to_school: str | None

    def apply(self, student: Student) -> None:
        student.requests[self.request].review(
            self.step, self.decision, self.actor, self.timestamp.isoformat(), self
        )


@event(
    "registry.StatusChanged.v1",
    stream="registry.Student",
    person="originator_id",
    schools=("school", "to_school"),
    change="request",
)
class StatusChanged(Event):
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


@event("registry.TransferredIn.v1", stream="registry.Student", person="originator_id", schools=("school",))
class TransferredIn(Event):
    """The other half of a transfer: ACTIVE at the new school from the same day, study years counted on."""

    enrolment: int
    from_enrolment: int
    division: str
    class_name: str | None
    effective_on: str

    def apply(self, student: Student) -> None:
        student.add(student.enrolments[self.from_enrolment].moved_to(self))
