"""Who works in the offices: for each role at each place one person, and nobody in two."""

from __future__ import annotations

from api.demonstration.chance import chance
from api.demonstration.city import City
from api.demonstration.names import invent_name
from domain.mandate import Mandate
from domain.vocabulary import Role

AT_A_SCHOOL = ("REGISTRAR", "AID_OFFICER", "PRINCIPAL")
IN_A_COUNTY = ("REGISTRY_AUTHORITY", "AID_AUTHORITY", "FINANCE")
IN_THE_CITY = ("REGISTRY_AUTHORITY", "FINANCE", "INSPECTOR")
IN_THE_PROVINCE = ("REGISTRY_AUTHORITY", "AUDITOR", "DATA_STEWARD")


class Staff:
    """Finds the person who holds a role at a place: a school code, or a division code of a county or above."""

    def __init__(self, city: City, seed: int) -> None:
        random = chance(seed, "staff")
        names: dict[str, None] = {}
        posts = list(_posts(city))
        while len(names) < len(posts):
            names[invent_name(random, random.random() < 0.5)] = None
        self._by_post = {
            (role, place): Mandate(name, (Role(role),), (place,))
            for (role, place), name in zip(posts, names, strict=True)
        }
        self._province = city.province

    def holder(self, role: str, place: str) -> Mandate:
        return self._by_post[role, place]

    def one_of_each(self, school: str, county: str) -> list[Mandate]:
        """For every role the person nearest to a school."""
        places = (school, county, county[:4], self._province)
        nearest = {role: next(p for p in places if (role, p) in self._by_post) for role in Role}
        return [self._by_post[role, place] for role, place in nearest.items()]

    def everybody(self) -> list[Mandate]:
        return list(self._by_post.values())


def _posts(city: City) -> list[tuple[str, str]]:
    places = [(AT_A_SCHOOL, school.code) for school in city.schools]
    places += [(IN_A_COUNTY, county.code) for county in city.counties]
    places += [(IN_THE_CITY, city.code), (IN_THE_PROVINCE, city.province)]
    return [(role, place) for roles, place in places for role in roles]
