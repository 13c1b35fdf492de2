"""What happens to whom (data/stories.toml), cast over the students."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from random import Random

import msgspec

from api.demonstration.chance import chance
from api.demonstration.city import City, data
from api.demonstration.pupils import Pupil
from domain.policy.calendar import Month
from domain.policy.status import ChangeKind
from domain.vocabulary import Track

LEAVER = "leaver paid for three months"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One status change, as the data describes it."""

    kind: ChangeKind
    on: date
    reason: str
    within: int = 0
    recorded: str = ""
    to: str = ""
    to_major: str = ""
    documents: list[str] = []
    refused: str = ""
    recovered: bool = False


class Story(msgspec.Struct, frozen=True, rename={"steps": "step"}, kw_only=True):
    """Who may live it, how many do, and what happens to them."""

    name: str
    intakes: list[int]
    per_thousand: int
    steps: list[Step]
    agricultural: bool = False
    track: Track = Track.ORDINARY
    from_county: str = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One step of one student's story: which day, in which month it is reported, and to which school it leads."""

    pupil: Pupil
    step: Step
    number: int
    on: date
    recorded: Month
    to_school: str | None


@cache
def stories() -> list[Story]:
    return msgspec.toml.decode(data("stories.toml"), type=dict[str, list[Story]])["story"]


def cast(city: City, seed: int, pupils: list[Pupil]) -> dict[str, list[Pupil]]:
    """For each story its people; nobody is in two. The first stories choose first."""
    random = chance(seed, "stories")
    free = {pupil.number: pupil for pupil in pupils if not pupil.late}
    parts: dict[str, list[Pupil]] = {}
    for story in stories():
        fitting = [pupil for pupil in free.values() if _fits(city, story, pupil)]
        wanted = max(1, story.per_thousand * len(pupils) // 1000)
        parts[story.name] = random.sample(fitting, min(wanted, len(fitting)))
        for pupil in parts[story.name]:
            del free[pupil.number]
    return parts


def _fits(city: City, story: Story, pupil: Pupil) -> bool:
    school, line = city.school(pupil.school), pupil.line
    if pupil.intake not in story.intakes or line.track != story.track:
        return False
    if story.agricultural and not city.policy.majors.is_agricultural(line.major_code):
        return False
    if story.from_county not in ("", school.division):
        return False
    wanted = {step.to_major for step in story.steps} - {""}
    return not wanted or (wanted <= set(school.majors) and line.major_code not in wanted)


def turns(city: City, seed: int, parts: dict[str, list[Pupil]]) -> list[Turn]:
    """Every step of every story, in the order of the data."""
    return [
        turn
        for story in stories()
        for pupil in parts[story.name]
        for turn in _turns(city, chance(seed, "story", pupil.number), story.steps, pupil)
    ]


def _turns(city: City, random: Random, steps: Iterable[Step], pupil: Pupil) -> Iterable[Turn]:
    for number, step in enumerate(steps, 1):
        on = step.on + timedelta(days=random.randint(0, step.within))
        yield Turn(
            pupil=pupil,
            step=step,
            number=number,
            on=on,
            recorded=Month.parse(step.recorded) if step.recorded else Month.of(on),
            to_school=_school_entered(city, random, pupil, step.to),
        )


def _school_entered(city: City, random: Random, pupil: Pupil, to: str) -> str | None:
    left = city.school(pupil.school)
    fitting = {
        "": [],
        "SUPPLEMENTED": [city.supplemented],
        "SAME_COUNTY": [s for s in city.schools if s.division == left.division and s is not left],
        "OTHER_COUNTY": [s for s in city.schools if s.division != left.division],
    }[to]
    return random.choice(fitting).code if fitting else None
