"""Working days (工作日): Monday to Friday, but for the days that the State Council's notice of each year moves.

The notices are in data/holidays.toml. A year without one is refused, never guessed (rules §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from domain.policy.tables import table

NOTICES = Path(__file__).with_name("data") / "holidays.toml"
"""Where a year's notice is written, wherever this version is installed."""


class HolidaysNotKnown(Exception):
    """The notice of ``year`` is not in the table, so nobody can say which of its days are worked."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no notice of the holidays of {year}")
        self.year = year


class Notice(NamedTuple):
    """One year: weekdays that are off, and weekend days that are worked in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, eq=False)
class WorkingDays:
    """notices: by year."""

    notices: Mapping[int, Notice]

    @classmethod
    def load(cls) -> WorkingDays:
        years = table("holidays").items()
        return cls(
            {int(year): Notice(frozenset(row["off"]), frozenset(row["worked"])) for year, row in years}
        )

    @property
    def last_known_year(self) -> int:
        """The last year whose notice is in the table."""
        return max(self.notices)

    def between(self, start: date, end: date, enough: int | None = None) -> int:
        """Working days d with start < d < end, counted no further than ``enough`` when it is given.

        Raises HolidaysNotKnown for a day of a year without notice, unless there are enough before it.
        """
        days = (start + timedelta(days=n) for n in range(1, (end - start).days))
        return sum(1 for _ in islice(filter(self.is_worked, days), enough))

    def is_worked(self, day: date) -> bool:
        """Raises HolidaysNotKnown for a day of a year without notice."""
        notice = self.notices.get(day.year)
        if notice is None:
            raise HolidaysNotKnown(day.year)
        return day in notice.worked or (day.weekday() < 5 and day not in notice.off)
