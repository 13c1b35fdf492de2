"""The whole plan of the demonstration: it follows from the seed and the number of students alone."""

from __future__ import annotations

from collections import defaultdict

from api.demonstration import stories, wrongs
from api.demonstration.city import the_city
from api.demonstration.pupils import Pupil, invent_pupils
from api.demonstration.staff import Staff
from api.demonstration.stories import Turn
from domain.policy.calendar import Month

FEWEST = 100  # students, or some school would have nobody


class Town:
    """People, offices, and everything that is going to happen. ValueError for too few students."""

    def __init__(self, seed: int, students: int) -> None:
        if students < FEWEST:
            raise ValueError(f"a demonstration has at least {FEWEST} students")
        self.seed = seed
        self.city = the_city()
        self.staff = Staff(self.city, seed)
        invented = invent_pupils(self.city, seed, students)
        parts = stories.cast(self.city, seed, invented)
        (self.leaver,) = parts[stories.LEAVER]
        busy = {pupil.number for people in parts.values() for pupil in people}
        self.double = wrongs.enrolled_twice(self.city, invented, busy)
        self.sharers = wrongs.sharers(self.city, invented, busy | {self.double.pupil.number})
        self.pupils = wrongs.with_one_card(invented, self.sharers)
        self.untroubled = {pupil.number for pupil in self.pupils} - busy
        self.by_school: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self.pupils:
            self.by_school[pupil.school].append(pupil)
        self._turns: dict[Month, list[Turn]] = defaultdict(list)
        for turn in stories.turns(self.city, seed, parts):
            self._turns[turn.recorded].append(turn)

    def turns_in(self, month: Month) -> list[Turn]:
        """The status changes that schools report in a month."""
        return self._turns[month]
