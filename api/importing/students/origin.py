"""Where a student's household is registered, by code or by the names of the places."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from api.sheets.cell_text import plain
from api.sheets.sheet import wrong
from domain.policy.divisions import Divisions

NO_PLACE = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县级"}


class Place(NamedTuple):
    """The names on the way down to a division; the county of a city is empty, the city of a province too."""

    province: str
    city: str
    county: str


def origin(code: str, named: Place, id_number: str, divisions: Divisions) -> str:
    """The division code: as written, or by the names, or else where the ID number was given out.

    Refuses a code that never was one, names that fit no place or more than one, and nothing at all.
    """
    if code:
        return _existing(plain(code), "{place} was never a division code.", divisions)
    if any(named):
        return _by_names(named, divisions)
    if not id_number:
        raise wrong("Of a student without an ID number fill in 户籍省, 户籍市 and 户籍区县, or the code.")
    return _existing(
        id_number[:6],
        "The first six digits of the ID number, {place}, are no division; fill in 户籍省, 户籍市 and 户籍区县.",
        divisions,
    )


def _existing(code: str, template: str, divisions: Divisions) -> str:
    if len(code) != 6 or not divisions.exists(code):
        raise wrong(template, place=code)
    return code


@lru_cache(maxsize=8192)
def _by_names(named: Place, divisions: Divisions) -> str:
    asked = Place(*("" if plain(name) in NO_PLACE else plain(name) for name in named))
    fitting = [(start, code) for place, (start, code) in _places(divisions).items() if _fits(place, asked)]
    newest = max((start for start, _ in fitting), default=None)
    codes = sorted({code for start, code in fitting if start == newest})
    words = " ".join(filter(None, named))
    if not codes:
        raise wrong("No place is or was called {place}; write its six-digit division code.", place=words)
    if len(codes) > 1:
        raise wrong("Several places are called {place}; fill in province, city and county.", place=words)
    return codes[0]


def _fits(place: Place, asked: Place) -> bool:
    city = [place.city] if place.city else [place.province, place.county]
    return (
        _alike([place.province], asked.province)
        and _alike([place.county], asked.county)
        and _alike(city, asked.city)
        and bool(place.county) == bool(asked.county)
        and (bool(asked.county) or bool(place.city) == bool(asked.city))
    )


def _alike(names: list[str], asked: str) -> bool:
    """An empty question fits; 山东 and 东昌府 are 山东省 and 东昌府区."""
    return not asked or any(name == asked or (len(asked) > 1 and name.startswith(asked)) for name in names)


@cache
def _places(divisions: Divisions) -> Mapping[Place, tuple[date, str]]:
    """Every place there ever was, with the newest revision that has it and its code there."""
    known: dict[Place, tuple[date, str]] = {}
    for start, names in divisions.revisions():
        for code in names:
            known.setdefault(_place(code, names), (start, code))
    return known


def _place(code: str, names: Mapping[str, str]) -> Place:
    province, city = names.get(code[:2] + "0000", ""), names.get(code[:4] + "00", "")
    if code.endswith("0000"):
        return Place(province, "", "")
    return Place(province, city, "" if code.endswith("00") else names[code])
