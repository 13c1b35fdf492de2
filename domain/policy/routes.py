"""Who approves a registration or a status change, step by step (rules §4, data/routes.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Case:
    """A route, and the changes that take it from a day on. None: whatever the track, the kind, the border."""

    since: date
    tracks: frozenset[str] | None
    kinds: frozenset[str] | None
    not_kinds: frozenset[str]
    boundaries: frozenset[str] | None
    route: Route

    def fits(self, track: str, kind: str, boundary: Boundary, on: date | None) -> bool:
        if kind in self.not_kinds or (on is not None and on < self.since):
            return False
        asked = (self.tracks, track), (self.kinds, kind), (self.boundaries, boundary)
        return all(allowed is None or value in allowed for allowed, value in asked)


@dataclass(frozen=True, eq=False)
class Routes:
    """Those of one province. cases: the first that fits decides."""

    cases: tuple[Case, ...]

    @classmethod
    def load(cls, province: str) -> Routes:
        rows = table("routes")["route"]
        return cls(tuple(_case(row) for row in rows if province in row.get("provinces", [province])))

    def of(self, track: str, kind: str, boundary: Boundary, on: date | None = None) -> Route | None:
        """The route of a change that leaves a school of the province, on a day (the newest if omitted).

        ``kind`` is a ChangeKind or REGISTER. None where no rule was in force.
        """
        return next((case.route for case in self.cases if case.fits(track, kind, boundary, on)), None)


def _case(row: dict[str, Any]) -> Case:
    def only(key: str) -> frozenset[str] | None:
        return frozenset(row[key]) if key in row else None

    return Case(
        since=row["from"],
        tracks=only("tracks"),
        kinds=only("kinds"),
        not_kinds=frozenset(row.get("not_kinds", ())),
        boundaries=only("boundaries"),
        route=_route(row),
    )


def _route(row: dict[str, Any]) -> Route:
    steps = tuple(Step(*step.split()) for step in row["steps"])
    return Route(steps, tuple(row.get("documents", ())), row["source"])
