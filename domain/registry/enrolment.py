"""One person's registered place at one school (学籍), and its status over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from domain.policy.calendar import Month, study_year
from domain.policy.status import IN_REGISTRY, TRANSITIONS, ChangeKind, EnrolmentStatus

S = EnrolmentStatus

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
    """See the module. ``approved`` and ``registered`` are positions in the ledger, 0 for not yet."""

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
    changes: list[Change] = msgspec.field(default_factory=list)

    def change(self, change: Change) -> None:
        """Takes a change in. Order is by effect; among changes of one day the later recorded one comes later."""
        self.changes.append(change)
        self.changes.sort(key=lambda known: known.effective_on)

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

    def _run_through(self) -> list[Period]:
        status: str = S.ACTIVE
        began = [(status, self.since, self.approved)]
        for change in self.changes:
            allowed, leads_to = TRANSITIONS[ChangeKind(change.kind)]
            if leads_to is None or status not in allowed:
                continue
            status = leads_to
            began.append((status, max(change.effective_on, self.since), change.position))
        ends: list[str | None] = [since for _, since, _ in began[1:]]
        spans = zip(began, [*ends, None], strict=True)
        return [Period(s, since, until, place) for (s, since, place), until in spans if since != until]

    def status_on(self, day: str) -> str | None:
        """The status on a day, as known now; None before the enrolment began."""
        return next((p.status for p in reversed(self.timeline()) if p.since <= day), None)

    def in_registry_from(self, day: str) -> bool:
        """In the registry on the day or on any later one."""
        return any(p.status in IN_REGISTRY and (p.until is None or p.until > day) for p in self.timeline())

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

    def study_year(self, month: Month) -> int:
        """1 + school years since entry − grades repeated (rules §2)."""
        return study_year(
            date.fromisoformat(self.entry_date), month, self.repeats_by(month.last_day.isoformat())
        )

    def repeats_by(self, day: str) -> int:
        repeats = sum(1 for c in self.changes if c.kind == ChangeKind.REPEAT_GRADE and c.effective_on <= day)
        return self.repeated + repeats

    def major_on(self, day: str) -> tuple[str, str, bool, bool]:
        """(code, name, agricultural, arts performance) on a day."""
        major = (self.major_code, self.major_name, self.agricultural, self.arts_performance)
        for change in self.changes:
            if change.kind == ChangeKind.CHANGE_MAJOR and change.effective_on <= day and change.major_code:
                major = (
                    change.major_code,
                    change.major_name or "",
                    bool(change.agricultural),
                    bool(change.arts_performance),
                )
        return major

    def major_event(self, day: str) -> int:
        """Position of the event that gave the major studied on a day."""
        changed = [c for c in self.changes if c.kind == ChangeKind.CHANGE_MAJOR and c.effective_on <= day]
        return changed[-1].position if changed else self.registered

    def moved_to(self, arrival: Any) -> Enrolment:
        """The enrolment that a transfer makes at the new school."""
        code, name, agricultural, arts = self.major_on(arrival.effective_on)
        return msgspec.structs.replace(
            self,
            number=arrival.enrolment,
            school=arrival.school,
            division=arrival.division,
            class_name=arrival.class_name,
            since=arrival.effective_on,
            major_code=code,
            major_name=name,
            agricultural=agricultural,
            arts_performance=arts,
            registered=arrival.position,
            registered_by=arrival.actor,
            approved=arrival.position or 1,
            repeated=self.repeats_by(arrival.effective_on),
            changes=[],
        )
