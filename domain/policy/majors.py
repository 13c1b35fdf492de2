"""Majors (专业) of the national catalogues of 2010 and 2021, with what aid asks of them; data/majors.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from domain.policy.calendar import Term
from domain.policy.tables import table


@dataclass(frozen=True, slots=True)
class Major:
    """A six-digit major.

    `agricultural` is 涉农, which opens both schemes; `arts_performance` (艺术类相关表演专业) closes the
    waiver, until `waived_from` if there is one.
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


def major(code: str) -> Major | None:
    """The major with this code in either catalogue; None if it is in neither or not yet in the data."""
    return _majors().get(code)


def named(name: str, intake: int) -> Major | None:
    """The major of this name in the catalogue that the intake of that year followed, or else in the nearest."""
    found = [known for known in _majors().values() if known.name == name]
    return min(found, key=lambda known: _distance(known, intake), default=None)


def _distance(known: Major, intake: int) -> tuple[bool, int]:
    return int(known.catalogue) > intake, abs(int(known.catalogue) - intake)


def is_major_code(text: str) -> bool:
    """Whether it has the form of a code, listed or not."""
    return len(text) == 6 and text.isascii() and text.isdigit()


def same_group(a: str, b: str) -> bool:
    """Whether two major codes are of one group; the groups of the two catalogues are never the same."""
    return a[:2] == b[:2]


def is_agricultural(code: str) -> bool:
    """Whether aid counts the major as 涉农, for a code that the data may not list yet."""
    known = major(code)
    return known.agricultural if known else code.endswith("00") and code[:2] in _agricultural_groups()


def _agricultural_groups() -> list[str]:
    return list(table("majors")["agricultural_groups"])


@cache
def _majors() -> Mapping[str, Major]:
    catalogues = table("majors")["catalogue"].items()
    return {row["code"]: _major(row, year) for year, rows in catalogues for row in rows}


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
