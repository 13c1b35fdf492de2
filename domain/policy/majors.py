"""Majors (专业) of the national catalogues of 2010 and 2021, with what aid asks of them; data/majors.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from domain.policy.calendar import Term
from domain.policy.tables import table


@dataclass(frozen=True, slots=True)
class Major:
    """A six-digit major.

    ``agricultural`` is 涉农, which opens both schemes; ``arts_performance`` (艺术类相关表演专业) closes the
    waiver, until ``waived_from`` if there is one.
    """

    code: str
    name: str
    catalogue: str
    agricultural: bool = False
    arts_performance: bool = False
    waived_from: Term | None = None

    @property
    def group(self) -> str:
        """专业大类, the first two digits."""
        return self.code[:2]


@dataclass(frozen=True, eq=False)
class Majors:
    """by_code: of both catalogues. agricultural_groups: those of which every major is 涉农, listed or not."""

    by_code: Mapping[str, Major]
    agricultural_groups: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> Majors:
        data = table("majors")
        majors = [_major(row, year) for year, rows in data["catalogue"].items() for row in rows]
        return cls({major.code: major for major in majors}, frozenset(data["agricultural_groups"]))

    def with_code(self, code: str) -> Major | None:
        """None if it is in neither catalogue or not yet in the data."""
        return self.by_code.get(code)

    def named(self, name: str, intake: int) -> Major | None:
        """The major of this name in the catalogue that the intake of that year followed, else in the nearest."""
        found = [known for known in self.by_code.values() if known.name == name]
        return min(found, key=lambda known: _distance(known, intake), default=None)

    def is_agricultural(self, code: str) -> bool:
        """Whether aid counts the major as 涉农, for a code that the data may not list yet."""
        known = self.with_code(code)
        return known.agricultural if known else code.endswith("00") and code[:2] in self.agricultural_groups


def is_major_code(text: str) -> bool:
    """Whether it has the form of a code, listed or not."""
    return len(text) == 6 and text.isascii() and text.isdigit()


def same_group(a: str, b: str) -> bool:
    """Whether two major codes are of one group; the groups of the two catalogues are never the same."""
    return a[:2] == b[:2]


def _distance(known: Major, intake: int) -> tuple[bool, int]:
    return int(known.catalogue) > intake, abs(int(known.catalogue) - intake)


def _major(row: dict[str, Any], catalogue: str) -> Major:
    waived_from = row.get("waived_from")
    return Major(
        code=row["code"],
        name=row["name"],
        catalogue=catalogue,
        agricultural=row.get("agricultural", False),
        arts_performance=row.get("arts_performance", False),
        waived_from=Term.parse(waived_from) if waived_from else None,
    )
