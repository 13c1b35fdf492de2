"""Invented names of people."""

from __future__ import annotations

from functools import cache
from random import Random

import msgspec

from api.demonstration.city import data

RARE_EVERY = 400  # students


class Characters(msgspec.Struct, frozen=True):
    """What names are made of."""

    surnames: str
    compound_surnames: list[str]
    boys: str
    girls: str
    rare: str


@cache
def characters() -> Characters:
    return msgspec.toml.decode(data("names.toml"), type=Characters)


def invent_name(random: Random, male: bool, number: int = 1) -> str:
    """Surname and one or two characters; for every 400th number one of those that break careless programs."""
    made_of = characters()
    compound = random.random() < 0.01
    surname = random.choice(made_of.compound_surnames if compound else made_of.surnames)
    given = "".join(random.sample(made_of.boys if male else made_of.girls, random.choice((1, 2, 2))))
    if number % RARE_EVERY == 0:
        given = made_of.rare[number // RARE_EVERY % len(made_of.rare)] + given[1:]
    return surname + given
