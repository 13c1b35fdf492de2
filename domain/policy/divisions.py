"""Administrative divisions (GB/T 2260) as they were on a day: codes are given up, and live on in ID numbers.

Dates are to the month. The lists of December 1980 to April 2019 are in data/divisions_1980_2019.txt, what was
decided since in data/divisions.toml. A code may be cut to a scope prefix: 37, 3715 or 371525.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from domain.policy.tables import rows, table

FIRST_LIST, NO_END = "1980-12", "9999-12"


class Name(NamedTuple):
    """What a code was called from a month on, until another."""

    name: str
    since: str
    until: str = NO_END


@dataclass(frozen=True, eq=False)
class Divisions:
    """names: all that each six-digit code was ever called, oldest first."""

    names: Mapping[str, Sequence[Name]]

    @classmethod
    @cache
    def load(cls) -> Divisions:
        return cls(_names())

    def name(self, code: str, on: date | None = None) -> str | None:
        """The name on a day, or, without a day, the last one that the code ever had; None where there is none.

        A code of two or four digits names the province or city. Days before the first list read that one.
        """
        if not _is_code(code):
            return None
        names = self.names.get(code.ljust(6, "0"), [])
        if on is not None:
            names = [name for name in names if name.since <= max(_month(on), FIRST_LIST) < name.until]
        return names[-1].name if names else None

    def exists(self, code: str) -> bool:
        """Whether any list has the code; one that does not may still stand in a genuine ID number."""
        return self.name(code) is not None

    def revisions(self) -> Iterator[tuple[date, Mapping[str, str]]]:
        """Every revision, the newest first: the day it began, and its names by code."""
        begun: dict[str, set[str]] = defaultdict(set)
        ended: dict[str, dict[str, str]] = defaultdict(dict)
        for code, names in self.names.items():
            for name in names:
                begun[name.since].add(code)
                ended[name.until][code] = name.name
        standing = ended.pop(NO_END)
        for month in sorted({*begun, *ended}, reverse=True):
            yield date.fromisoformat(f"{month}-01"), standing
            standing = {code: name for code, name in standing.items() if code not in begun[month]} | ended[
                month
            ]


def county_of(code: str) -> str:
    """The county as a scope prefix, 371525; of a wider code the city or province that it is. ValueError."""
    return _prefix(code)


def city_of(code: str) -> str:
    """The city as a scope prefix, 3715; of a province's code the province. ValueError if no code."""
    return _prefix(code)[:4]


def province_of(code: str) -> str:
    """The province as a scope prefix, 37. ValueError if no code."""
    return _prefix(code)[:2]


def _is_code(code: str) -> bool:
    return len(code) in (2, 4, 6) and code.isascii() and code.isdigit()


def _prefix(code: str) -> str:
    if not _is_code(code):
        raise ValueError(f"not a division code of 2, 4 or 6 digits: {code!r}")
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _names() -> Mapping[str, list[Name]]:
    names: dict[str, list[Name]] = defaultdict(list)
    for code, name, *months in rows("divisions_1980_2019"):
        names[code].append(Name(name, *months))
    for change in table("divisions")["change"]:
        month = _month(change["from"])
        for code in [*change.get("into", {}), *change.get("renamed", {})]:
            names[code][-1] = names[code][-1]._replace(until=month)
        for code, name in (change.get("added", {}) | change.get("renamed", {})).items():
            names[code].append(Name(name, month))
    return dict(names)


def _month(day: date) -> str:
    """As the lists write it, so that nobody has to make dates of 9,000 names before the first question."""
    return day.isoformat()[:7]
