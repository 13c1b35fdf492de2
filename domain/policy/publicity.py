"""From when on a roster may be shown, and for how long before it is submitted (公示, rules §6); data/publicity.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.policy.calendar import Term
from domain.policy.tables import table


class Period(NamedTuple):
    """since: the day from which it holds. months_before_term: how early a list of the term may be published."""

    since: date
    working_days: int
    months_before_term: int


@dataclass(frozen=True, eq=False)
class Publicity:
    """periods: the newest last."""

    periods: tuple[Period, ...]

    @classmethod
    def load(cls) -> Publicity:
        rows = table("publicity")["period"]
        return cls(
            tuple(sorted(Period(row["from"], row["working_days"], row["months_before_term"]) for row in rows))
        )

    def needed(self, published: date) -> int:
        """Working days that a list published on a day has to be shown; that day is none of them."""
        return self._in_force(published).working_days

    def earliest(self, term: Term) -> date:
        """The first day on which a list of the term may be published."""
        begins = term.first_day
        before = self._in_force(begins).months_before_term
        year, month = divmod(begins.year * 12 + begins.month - 1 - before, 12)
        return date(year, month + 1, begins.day)

    def _in_force(self, day: date) -> Period:
        """Before the first rule, that one."""
        begun = [period for period in self.periods if period.since <= day]
        return begun[-1] if begun else self.periods[0]
