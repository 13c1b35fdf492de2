"""The students of the demonstration, before anything happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import TypeVar

import msgspec

from api.demonstration.chance import chance
from api.demonstration.city import City, DemoSchool, Home
from api.demonstration.identity import id_number, invent_birth, invent_card
from api.demonstration.names import invent_name
from domain.registry.new_student import NewStudent
from domain.vocabulary import HardshipLevel, Hukou, Track

INTAKES = {2012: 17, 2013: 25, 2014: 28, 2015: 30}  # percent of all
LATEST_INTAKE = 2015
HOUSEHOLDS = {Hukou.RURAL: 72, Hukou.COUNTY_TOWN: 16, Hukou.URBAN: 12}
LEVELS = {
    HardshipLevel.NONE: 84,
    HardshipLevel.GENERAL: 9,
    HardshipLevel.HARD: 5,
    HardshipLevel.SPECIAL: 2,
}
FROM_ELSEWHERE = 0.12
LATE = 0.15  # of the newest intake of the school with a supplementary roster
LATE_ENTRY = date(2015, 10, 8)

T = TypeVar("T")


class Pupil(msgspec.Struct, frozen=True, kw_only=True):
    """One student: the line of the registration, and how hard the family's situation is."""

    number: int
    school: str
    intake: int
    line: NewStudent
    level: str

    @property
    def late(self) -> bool:
        return self.line.entry_date == LATE_ENTRY


def invent_pupils(city: City, seed: int, count: int) -> list[Pupil]:
    taken: set[str] = set()
    return [_invent(city, chance(seed, "student", n), n, taken) for n in range(1, count + 1)]


def _invent(city: City, random: Random, number: int, taken: set[str]) -> Pupil:
    school = random.choices(city.schools, [school.weight for school in city.schools])[0]
    intake = _drawn(random, INTAKES)
    line = _line(city, random, school, intake, number, taken)
    return Pupil(number=number, school=school.code, intake=intake, line=line, level=_drawn(random, LEVELS))


def _line(
    city: City, random: Random, school: DemoSchool, intake: int, number: int, taken: set[str]
) -> NewStudent:
    home, male, code = _home(city, random, school), random.random() < 0.5, random.choice(school.majors)
    known = city.policy.majors.with_code(code)
    assert known is not None
    hukou = Hukou.RURAL if home.poverty_belt else _drawn(random, HOUSEHOLDS)
    late = school.supplemented and intake == LATEST_INTAKE and random.random() < LATE
    track = (
        Track.THREE_PLUS_TWO if code in school.three_plus_two and random.random() < 0.5 else Track.ORDINARY
    )
    return NewStudent(
        id_number=_new_id_number(random, home, intake, male, taken),
        name=invent_name(random, male, number),
        hukou=hukou,
        origin_division_code=home.code,
        poverty_belt=home.poverty_belt,
        major_code=code,
        major_name=known.name,
        entry_date=LATE_ENTRY if late else date(intake, 9, 1),
        years=3,
        track=track,
        class_name=f"{intake}级{known.name}{random.choice((1, 2))}班",
        bank_card=invent_card(random),
    )


def _home(city: City, random: Random, school: DemoSchool) -> Home:
    if random.random() < FROM_ELSEWHERE:
        return random.choice(city.elsewhere)
    return next(county for county in city.counties if county.code == school.division)


def _new_id_number(random: Random, home: Home, intake: int, male: bool, taken: set[str]) -> str:
    while True:
        number = id_number(home, invent_birth(random, intake), 2 * random.randrange(1, 499) + male)
        if number not in taken:
            taken.add(number)
            return number


def _drawn(random: Random, weights: Mapping[T, int]) -> T:
    return random.choices(list(weights), list(weights.values()))[0]
