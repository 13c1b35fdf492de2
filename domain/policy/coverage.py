"""Whom a scheme covers without asking for more (rules §3.3); data/coverage.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.policy.calendar import Month
from domain.policy.tables import table


@dataclass(frozen=True, eq=False)
class Coverage:
    """everyone_from: the day from which the province waives tuition for all its students; None if it does not."""

    everyone_from: date | None

    @classmethod
    def load(cls, province: str) -> Coverage:
        rows = table("coverage")["covers_everyone"]
        return cls(min((row["from"] for row in rows if row["province"] == province), default=None))

    def covers_everyone(self, month: Month) -> bool:
        """Whether the waiver needs no other ground in a month."""
        return self.everyone_from is not None and self.everyone_from <= month.first_day
