"""The facts that are planted as wrongs: who is registered twice, who shares a card, which term stays open."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

import msgspec

from api.demonstration.city import City
from api.demonstration.pupils import Pupil
from domain.policy.calendar import Term
from domain.registry.new_student import NewStudent

SECOND_ENTRY = date(2015, 9, 1)
UNCLOSED_SCHOOL, UNCLOSED_TERM = "3637015013", Term.parse("2015-AUTUMN")


class Double(msgspec.Struct, frozen=True):
    """A student whom a second school registers while the first still has them."""

    pupil: Pupil
    school: str

    @property
    def line(self) -> NewStudent:
        return msgspec.structs.replace(self.pupil.line, entry_date=SECOND_ENTRY, class_name=None)


def enrolled_twice(city: City, pupils: list[Pupil], busy: Set[int]) -> Double:
    pupil = next(p for p in pupils if p.intake == 2014 and p.number not in busy)
    return Double(pupil, next(s.code for s in city.schools if s.code != pupil.school))


def sharers(city: City, pupils: list[Pupil], busy: Set[int]) -> tuple[Pupil, Pupil]:
    """Two of one school, both with a grant, for one card."""
    agricultural = city.policy.majors.is_agricultural
    granted = [p for p in pupils if agricultural(p.line.major_code) and p.intake > 2012]
    free = [p for p in granted if p.number not in busy]
    first, second = next((a, b) for a in free for b in free if a.number < b.number and a.school == b.school)
    return first, msgspec.structs.replace(
        second, line=msgspec.structs.replace(second.line, bank_card=first.line.bank_card)
    )


def with_one_card(pupils: list[Pupil], two: tuple[Pupil, Pupil]) -> list[Pupil]:
    """The students, the two that share a card in their places."""
    changed = {pupil.number: pupil for pupil in two}
    return [changed.get(pupil.number, pupil) for pupil in pupils]
