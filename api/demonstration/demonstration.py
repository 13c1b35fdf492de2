"""What a filled demonstration shows: who is who in it, what to ask it, what is wrong with it."""

from __future__ import annotations

import msgspec

from api.demonstration.desk import Desk
from api.demonstration.operations import Operation, five_to_try
from api.demonstration.planted import Planted, planted
from domain.mandate import Mandate


class Demonstration(msgspec.Struct, frozen=True):
    """fresh: whether it was filled or completed just now. people: one for each role, around one school."""

    fresh: bool
    people: list[Mandate]
    operations: list[Operation]
    planted: list[Planted]


async def demonstration(desk: Desk, fresh: bool) -> Demonstration:
    """Of a complete one."""
    town = desk.town
    school = town.city.school(town.leaver.school)
    return Demonstration(
        fresh, town.staff.one_of_each(school.code, school.division), await five_to_try(desk), planted(desk)
    )
