"""Who approves a registration or a status change, step by step (rules §4, data/routes.toml)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from domain.policy.divisions import city_of, county_of, province_of
from domain.policy.tables import table


class Boundary(StrEnum):
    """The widest border that a change crosses; a change inside one school is SAME_COUNTY."""

    SAME_COUNTY = "SAME_COUNTY"
    SAME_CITY = "SAME_CITY"
    SAME_PROVINCE = "SAME_PROVINCE"
    OTHER_PROVINCE = "OTHER_PROVINCE"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, by a PRINCIPAL or a REGISTRY_AUTHORITY at a place such as school_left or city_entered."""

    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Route:
    """Every step after the maker's own, in order, no two by one person; and the papers to be attached."""

    steps: tuple[Step, ...]
    documents: tuple[str, ...]
    source: str


def boundary(from_division: str, to_division: str) -> Boundary:
    """The border between two schools, by the division codes of where they stand."""
    if province_of(from_division) != province_of(to_division):
        return Boundary.OTHER_PROVINCE
    if city_of(from_division) != city_of(to_division):
        return Boundary.SAME_PROVINCE
    if county_of(from_division) != county_of(to_division):
        return Boundary.SAME_CITY
    return Boundary.SAME_COUNTY


@lru_cache(maxsize=4096)
def route(province: str, track: str, kind: str, boundary: Boundary, on: date | None = None) -> Route | None:
    """The route of a change in the province of the school left, on a day (the newest if omitted).

    `kind` is a ChangeKind or REGISTER. None where no rule was in force.
    """
    wanted = {"provinces": province, "tracks": track, "kinds": kind, "boundaries": boundary}
    row = next((row for row in _in_force(on) if _fits(row, wanted)), None)
    return None if row is None else _route(row)


def _in_force(on: date | None) -> Iterator[dict[str, Any]]:
    return (row for row in table("routes")["route"] if on is None or row["from"] <= on)


def _fits(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    allowed = all(key not in row or value in row[key] for key, value in wanted.items())
    return allowed and wanted["kinds"] not in row.get("not_kinds", ())


def _route(row: dict[str, Any]) -> Route:
    steps = tuple(Step(*step.split()) for step in row["steps"])
    return Route(steps, tuple(row.get("documents", ())), row["source"])
