"""One person's registered place at one school (学籍), and its status over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from domain.policy.calendar import Month, study_year
from domain.policy.status import IN_REGISTRY, TRANSITIONS, ChangeKind, EnrolmentStatus

S = EnrolmentStatus

LATEST = "9999-12-31"  # a day after every change that is known

KNOWN = IN_REGISTRY | {S.PENDING, S.HELD}


class Change(msgspec.Struct):
    """An approved change: what, from which day, and where in the ledger it is recorded."""

    kind: str
    effective_on: str
    position: int
    major_code: str | None = None
    major_name: str | None = None
    agricultural: bool | None = None
    arts_performance: bool | None = None


class Period(msgspec.Struct, frozen=True):
    """A span of one status, by effect. ``until`` is the first day after it, None while it lasts.

    position: the event that began it.
    """

    status: str
    since: str
    until: str | None
    position: int


class Enrolment(msgspec.Struct):
    """See the module. ``approved`` and ``registered`` are positions in the ledger, 0 for not yet.

    repeated: grades repeated before it began. came_from: the number of the one that a transfer ended for it, or 0.
    """

    number: int
    school: str
    division: str
    major_code: str
    major_name: str
    agricultural: bool
    arts_performance: bool
    class_name: str | None
    entry_date: str
    since: str
    years: float
    study_mode: str
    track: str
    hukou: str
    origin_division: str
    poverty_belt: bool
    registered: int
    registered_by: str
    held_for: str | None
    approved: int = 0
    repeated: int = 0
    came_from: int = 0
    changes: list[Change] = msgspec.field(default_factory=list)

    def change(self, change: Change) -> None:
        """Takes a change in. Order is by effect; among changes of one day the later recorded one comes later."""
        self.changes.append(change)
        self.changes.sort(key=lambda known: known.effective_on)

    def changed(self, kind: str, effective_on: str) -> Enrolment:
        """As it would be after one more change."""
        copy = msgspec.structs.replace(self, changes=list(self.changes))
        copy.change(Change(kind, effective_on, 0))
        return copy

    @property
    def cancelled(self) -> Change | None:
        return next((change for change in self.changes if change.kind == ChangeKind.CANCEL), None)

    def timeline(self) -> list[Period]:
        """The periods of one status each, by effect, as known now.

        A change recorded late takes its place by its effective day; one that can no longer start from the
        status it finds there (a resumption after a withdrawal) has no effect. CANCEL undoes everything.
        """
        if (cancel := self.cancelled) is not None:
            return [Period(S.CANCELLED, self.since, None, cancel.position)]
        if not self.approved:
            return [Period(S.HELD if self.held_for else S.PENDING, self.since, None, self.registered)]
        return self._run_through()

    def in_effect(self) -> list[Change]:
        """The changes that could start from the status that they met, in the order of their effect."""
        status, found = S.ACTIVE, []
        for change in self.changes:
            allowed, leads_to = TRANSITIONS[ChangeKind(change.kind)]
            if status in allowed:
                status = leads_to or status
                found.append(change)
        return found

    def _run_through(self) -> list[Period]:
        began: list[tuple[str, str, int]] = [(S.ACTIVE, self.since, self.approved)]
        for change in self.in_effect():
            if (leads_to := TRANSITIONS[ChangeKind(change.kind)][1]) is not None:
                began.append((leads_to, max(change.effective_on, self.since), change.position))
        ends: list[str | None] = [since for _, since, _ in began[1:]]
        spans = zip(began, [*ends, None], strict=True)
        lasted = [Period(s, since, until, place) for (s, since, place), until in spans if since != until]
        return _joined(lasted)

    def status_on(self, day: str) -> str | None:
        """The status on a day, as known now; None before the enrolment began."""
        return next((p.status for p in reversed(self.timeline()) if p.since <= day), None)

    def in_registry_from(self, day: str) -> bool:
        """In the registry on the day or on any later one."""
        return any(p.status in IN_REGISTRY and (p.until is None or p.until > day) for p in self.timeline())

    def in_registry_beside(self, other: Enrolment) -> bool:
        """In the registry on a day on which the other one is too."""
        theirs = [p for p in other.timeline() if p.status in IN_REGISTRY]
        ours = [p for p in self.timeline() if p.status in IN_REGISTRY]
        return any(
            (a.until is None or a.until > b.since) and (b.until is None or b.until > a.since)
            for a in ours
            for b in theirs
        )

    def leads_to(self, other: Enrolment) -> bool:
        """A transfer that is in effect made the other one of this."""
        transfers = [c.effective_on for c in self.in_effect() if c.kind == ChangeKind.TRANSFER]
        return other.came_from == self.number and other.since in transfers

    def known_between(self, first: str, last: str) -> bool:
        """In the registry, or waiting to be, on some day of a span."""
        return any(
            p.status in KNOWN and p.since <= last and (p.until is None or p.until > first)
            for p in self.timeline()
        )

    def active_in(self, month: Month) -> Period | None:
        """The first period that makes the month payable: ACTIVE on a day from the 1st to the 20th (rules §3.1)."""
        first, census = month.first_day.isoformat(), month.census_day.isoformat()
        return next(
            (
                p
                for p in self.timeline()
                if p.status == S.ACTIVE and p.since <= census and (p.until is None or p.until > first)
            ),
            None,
        )

    def kept_out_by(self, month: Month) -> list[int]:
        """Positions of the changes without which a month, as it stands not payable, would be payable.

        Where no single one of them would bring it back: the events of the statuses since it was last ACTIVE.
        """
        others = ((c, [other for other in self.changes if other is not c]) for c in self.changes)
        undone = ((c, msgspec.structs.replace(self, changes=rest)) for c, rest in others)
        alone = [change.position for change, without in undone if without.active_in(month)]
        return alone or self._since_active(month.census_day.isoformat())

    def _since_active(self, day: str) -> list[int]:
        begun = [period for period in self.timeline() if period.since <= day]
        last = max((n for n, period in enumerate(begun) if period.status == S.ACTIVE), default=-1)
        return [period.position for period in begun[last + 1 :]]

    def study_year(self, month: Month) -> int:
        """1 + school years since entry − grades repeated (rules §2)."""
        return study_year(
            date.fromisoformat(self.entry_date), month, self.repeats_by(month.last_day.isoformat())
        )

    def repeats(self) -> list[str]:
        """The days from which a grade was repeated here."""
        return [change.effective_on for change in self.grades_repeated()]

    def grades_repeated(self) -> list[Change]:
        """The repetitions that took effect here."""
        return [change for change in self.in_effect() if change.kind == ChangeKind.REPEAT_GRADE]

    def repeats_by(self, day: str) -> int:
        return self.repeated + sum(since <= day for since in self.repeats())

    def _majors_by(self, day: str) -> list[Change]:
        changes = (c for c in self.in_effect() if c.kind == ChangeKind.CHANGE_MAJOR)
        return [change for change in changes if change.effective_on <= day]

    def major_on(self, day: str) -> tuple[str, str, bool, bool]:
        """(code, name, agricultural, arts performance) on a day."""
        changed = self._majors_by(day)
        if not changed:
            return self.major_code, self.major_name, self.agricultural, self.arts_performance
        last = changed[-1]
        return (
            last.major_code or "",
            last.major_name or "",
            bool(last.agricultural),
            bool(last.arts_performance),
        )

    def majors(self) -> list[tuple[str, str]]:
        """Each major's code and the day from which it was studied here, the first one first."""
        changes = self._majors_by(LATEST)
        return [(self.major_code, self.since), *((c.major_code or "", c.effective_on) for c in changes)]

    def major_event(self, day: str) -> int:
        """Position of the event that gave the major studied on a day."""
        changed = self._majors_by(day)
        return changed[-1].position if changed else self.registered

    def moved_to(self, arrival: Any) -> Enrolment:
        """The enrolment that a transfer makes at the new school."""
        moved = msgspec.structs.replace(
            self,
            number=arrival.enrolment,
            school=arrival.school,
            division=arrival.division,
            class_name=arrival.class_name,
            since=arrival.effective_on,
            registered=arrival.position,
            registered_by=arrival.actor,
            approved=arrival.position or 1,
            came_from=self.number,
            changes=[],
        )
        moved.take_over(self)
        return moved

    def take_over(self, left: Enrolment) -> None:
        """Studies go on from where they stood, as known now, at the school that the transfer left."""
        self.repeated = left.repeats_by(self.since)
        self.major_code, self.major_name, self.agricultural, self.arts_performance = left.major_on(self.since)


def _joined(periods: list[Period]) -> list[Period]:
    """Neighbours of one status are one period, begun by the first: a suspension taken back on its day left no gap."""
    joined: list[Period] = []
    for period in periods:
        if joined and joined[-1].status == period.status:
            joined[-1] = msgspec.structs.replace(joined[-1], until=period.until)
        else:
            joined.append(period)
    return joined
