"""The place of the demonstration, as data/city.toml describes it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from domain.policy.policy import Policy
from domain.vocabulary import FundSource, Ownership


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A county that students come from. former: its code before 1998."""

    code: str
    former: str
    name: str = ""
    poverty_belt: bool = False


class DemoSchool(msgspec.Struct, frozen=True, kw_only=True):
    """One school to be opened; see the data for what its switches mean."""

    code: str
    name: str
    division: str
    weight: int
    majors: list[str]
    ownership: Ownership = Ownership.PUBLIC
    three_plus_two: list[str] = []
    supplemented: bool = False
    returned: bool = False


class Source(msgspec.Struct, frozen=True):
    """Who pays how many percent of a term, and how its documents are numbered."""

    name: FundSource
    percent: int
    document: str


class City(
    msgspec.Struct, frozen=True, rename={"counties": "county", "schools": "school", "sources": "source"}
):
    """The whole of it."""

    code: str
    name: str
    province: str
    counties: list[Home]
    elsewhere: list[Home]
    schools: list[DemoSchool]
    sources: list[Source]

    def school(self, code: str) -> DemoSchool:
        return next(school for school in self.schools if school.code == code)

    @property
    def policy(self) -> Policy:
        """Its province's."""
        return Policy.load(self.province)

    @property
    def supplemented(self) -> DemoSchool:
        return next(school for school in self.schools if school.supplemented)


@cache
def the_city() -> City:
    return msgspec.toml.decode(data("city.toml"), type=City)


def data(name: str) -> str:
    """The text of a file of data."""
    return (files("api.demonstration") / "data" / name).read_text("utf-8")
