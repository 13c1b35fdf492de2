"""When in a programme a change is allowed (rules §4); the figures are in data/limits.toml."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    def of(cls, entry: date, on: date, years: int, repeated: int = 0) -> "Standing":
        term = Term.of(on)
        year = study_year(entry, Month.of(on), repeated)
        return cls(year, term.season + 1, years, term <= Term.of(entry))

    @property
    def last_year(self) -> bool:
        """In the graduating year (毕业年级), or beyond it."""
        return self.study_year >= self.years


def limit(kind: ChangeKind, standing: Standing, same_group: bool = True) -> Limit | None:
    """What forbids the change at this point, or None. `same_group` is asked of a CHANGE_MAJOR only."""
    rule = table("limits").get(kind, {})
    if rule.get("not_in_first_term") and standing.first_term:
        return Limit.FIRST_TERM
    if rule.get("not_in_graduating_year") and standing.last_year:
        return Limit.GRADUATING_YEAR
    if rule.get("only_in_last_year") and not standing.last_year:
        return Limit.NOT_LAST_YEAR
    deadline = rule.get("same_group_until" if same_group else "other_group_until")
    if deadline and [standing.study_year, standing.term] > deadline:
        return Limit.TOO_LATE_IN_GROUP if same_group else Limit.TOO_LATE_FOR_OTHER_GROUP
    return None


def needs_reason(kind: ChangeKind) -> bool:
    """Whether a reason code (异动原因, XJYDYY) must be given."""
    return bool(table("limits").get(kind, {}).get("reason_needed"))


def oldest_at_entry() -> int:
    """Years of age at entry above which a finding is opened (高年龄段, rules §9)."""
    return int(table("limits")["ENTRY"]["oldest"])
