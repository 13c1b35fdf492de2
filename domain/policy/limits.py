"""When in a programme a change is allowed (rules §4); the figures are in data/limits.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from domain.policy.calendar import Month, Term, study_year
from domain.policy.status import ChangeKind
from domain.policy.tables import table


class Limit(StrEnum):
    """The limit that forbids a change; the words for it are the registry's."""

    FIRST_TERM = "FIRST_TERM"
    GRADUATING_YEAR = "GRADUATING_YEAR"
    NOT_LAST_YEAR = "NOT_LAST_YEAR"
    TOO_LATE_IN_GROUP = "TOO_LATE_IN_GROUP"
    TOO_LATE_FOR_OTHER_GROUP = "TOO_LATE_FOR_OTHER_GROUP"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far someone is in a programme: study year and term of it (1 autumn, 2 spring), years in all."""

    study_year: int
    term: int
    years: int
    first_term: bool

    @classmethod
    def of(cls, entry: date, on: date, years: int, repeated: int = 0) -> Standing:
        term = Term.of(on)
        year = study_year(entry, Month.of(on), repeated)
        return cls(year, term.season + 1, years, term <= Term.of(entry))

    @property
    def last_year(self) -> bool:
        """In the graduating year (毕业年级), or beyond it."""
        return self.study_year >= self.years


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimits:
    """What one kind of change is subject to. Deadlines are a study year and a term of it, both included."""

    reason_needed: bool = False
    not_in_first_term: bool = False
    not_in_graduating_year: bool = False
    only_in_last_year: bool = False
    same_group_until: tuple[int, int] | None = None
    other_group_until: tuple[int, int] | None = None


FREE = ChangeLimits()


@dataclass(frozen=True, eq=False)
class Limits:
    """by_kind: a kind that is not in it has no limits.

    oldest_at_entry: years of age above which a finding is opened (高年龄段, rules §9).
    """

    by_kind: Mapping[ChangeKind, ChangeLimits]
    oldest_at_entry: int

    @classmethod
    def load(cls) -> Limits:
        kinds = dict(table("limits"))
        entry = kinds.pop("ENTRY")
        return cls(msgspec.convert(kinds, dict[ChangeKind, ChangeLimits]), entry["oldest"])

    def against(self, kind: ChangeKind, standing: Standing, same_group: bool = True) -> Limit | None:
        """What forbids the change at this point, or None. ``same_group`` is asked of a CHANGE_MAJOR only."""
        limits = self.by_kind.get(kind, FREE)
        if limits.not_in_first_term and standing.first_term:
            return Limit.FIRST_TERM
        if limits.not_in_graduating_year and standing.last_year:
            return Limit.GRADUATING_YEAR
        if limits.only_in_last_year and not standing.last_year:
            return Limit.NOT_LAST_YEAR
        deadline = limits.same_group_until if same_group else limits.other_group_until
        if deadline and (standing.study_year, standing.term) > deadline:
            return Limit.TOO_LATE_IN_GROUP if same_group else Limit.TOO_LATE_FOR_OTHER_GROUP
        return None

    def needs_reason(self, kind: ChangeKind) -> bool:
        """Whether a reason code (异动原因, XJYDYY) must be given."""
        return self.by_kind.get(kind, FREE).reason_needed
