"""School time (rules §2): a school year starts on 1 September, has two terms and ten payable months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

# Fixed, not a ZoneInfo: China has kept +08:00 since 1991, and this needs no time zone data on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

CENSUS_DAY = 20  # 核定日: presence from the 1st to this day makes a month payable (rules §3.1)
AUTUMN, SPRING = 0, 1

_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})-(0[1-9]|1[0-2])")
_TERM = re.compile(r"((?:19|20|21)[0-9]{2})-(AUTUMN|SPRING)")


def today() -> date:
    """The date in China now."""
    return datetime.now(SHANGHAI).date()


@lru_cache(maxsize=4096)
def _written(form: str, year: int, part: int | str) -> str:
    """Kept, for a list names the same few in every row."""
    return form.format(year, part)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month, written 2016-04."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "Month":
        """Read 2016-04 (years 1900 to 2199). ValueError for any other writing."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise ValueError(f"not a month such as 2016-04: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return _written("{:04}-{:02}", self.year, self.month)

    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def census_day(self) -> date:
        """核定日, the 20th: the last day on which presence still makes the month payable."""
        return date(self.year, self.month, CENSUS_DAY)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def school_year(self) -> int:
        """The year in which its school year started: 2015 for 2016-04."""
        return self.year if self.month >= 9 else self.year - 1

    @property
    def term(self) -> "Term":
        return Term(self.school_year, SPRING if 3 <= self.month <= 8 else AUTUMN)

    @property
    def payable(self) -> bool:
        """September to January and March to July; nothing accrues in February and August."""
        return self.month not in (2, 8)


@dataclass(frozen=True, order=True, slots=True)
class Term:
    """Half a school year: 2015-AUTUMN is September 2015 to February 2016, 2016-SPRING March to August."""

    school_year: int
    season: int

    def __post_init__(self) -> None:
        if self.season not in (AUTUMN, SPRING):
            raise ValueError(f"no such season: {self.season}")

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "Term":
        """Read 2015-AUTUMN or 2016-SPRING, both of school year 2015. ValueError for any other writing."""
        found = _TERM.fullmatch(text)
        if found is None:
            raise ValueError(f"not a term such as 2015-AUTUMN or 2016-SPRING: {text!r}")
        season = SPRING if found[2] == "SPRING" else AUTUMN
        return cls(int(found[1]) - season, season)

    @classmethod
    def of(cls, day: date) -> "Term":
        return Month.of(day).term

    def __str__(self) -> str:
        return _written("{:04}-{}", self.school_year + self.season, "SPRING" if self.season else "AUTUMN")

    def next(self) -> "Term":
        return Term(self.school_year + self.season, 1 - self.season)

    @property
    def first_day(self) -> date:
        return date(self.school_year + self.season, 3 if self.season else 9, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    @property
    def months(self) -> tuple[Month, ...]:
        """The five payable months."""
        months = [Month.of(self.first_day)]
        while len(months) < 5:
            months.append(months[-1].next())
        return tuple(months)


def study_year(entry: date, month: Month, repeated: int = 0) -> int:
    """1 + (school year of the month − school year of entry) − grades repeated (rules §2).

    A repetition filed before the school year of the lower grade begins takes nobody below the first.
    """
    passed = month.school_year - Month.of(entry).school_year
    return 1 + passed - min(repeated, max(passed, 0))
